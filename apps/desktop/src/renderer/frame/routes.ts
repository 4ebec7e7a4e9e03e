/** Every address of the app. The tenant is part of it, so that back and forward keep company and page together. */
export const routes = {
  users: (tenantId: string) => `/t/${tenantId}/users`,
  user: (tenantId: string, id: string, tab: 'profile' | 'devices' | 'history' = 'devices') =>
    `/t/${tenantId}/users/${id}/${tab}`,
  devices: (tenantId: string) => `/t/${tenantId}/devices`,
  preview: (tenantId: string) => `/t/${tenantId}/preview`,
  history: (tenantId: string) => `/t/${tenantId}/applies`,
  job: (tenantId: string, id: string) => `/t/${tenantId}/applies/${id}`,
  accounts: (tenantId: string) => `/t/${tenantId}/accounts`,
  audit: (tenantId: string) => `/t/${tenantId}/audit`,
  tenants: () => '/tenants',
  settings: () => '/settings',
} as const;
