import type { FlowKind, Point } from '@synergycall/domain';

/** The list of each kind of call flow. */
const FLOW_PAGES: { readonly [K in FlowKind]: string } = {
  ring_group: 'groups',
  schedule: 'hours',
  menu: 'menus',
  mailbox: 'mailboxes',
  queue: 'queues',
};

/** What the call tracer is asked. */
export type TraceWay = 'number' | 'phone' | 'reaches';

/** Every address of the app. The tenant is part of it, so that back and forward keep company and page together. */
export const routes = {
  users: (tenantId: string) => `/t/${tenantId}/users`,
  user: (tenantId: string, id: string, tab: 'profile' | 'devices' | 'handling' | 'reached' | 'history' = 'devices') =>
    `/t/${tenantId}/users/${id}/${tab}`,
  numbers: (tenantId: string) => `/t/${tenantId}/numbers`,
  /** `assign`: with the field for the person ready to be typed in. */
  number: (tenantId: string, id: string, act?: 'assign') =>
    `/t/${tenantId}/numbers/${id}${act === undefined ? '' : `/${act}`}`,
  trunks: (tenantId: string) => `/t/${tenantId}/trunks`,
  /** `edit`: with its form open. */
  trunk: (tenantId: string, id: string, act?: 'edit') =>
    `/t/${tenantId}/trunks/${id}${act === undefined ? '' : `/${act}`}`,
  /** The picture of all calls; from the tenant's default, a number or a flow on. */
  flows: (tenantId: string) => `/t/${tenantId}/flows`,
  defaultFlow: (tenantId: string) => `/t/${tenantId}/flows/default`,
  numberFlow: (tenantId: string, didId: string) => `/t/${tenantId}/flows/number/${didId}`,
  flow: (tenantId: string, id: string) => `/t/${tenantId}/flows/flow/${id}`,
  /** The list of a kind, and one of it; `edit`: with its form open. */
  flowsOf: (tenantId: string, kind: FlowKind) => `/t/${tenantId}/${FLOW_PAGES[kind]}`,
  flowOf: (tenantId: string, kind: FlowKind, { id, act }: { id: string; act?: 'edit' | undefined }) =>
    `/t/${tenantId}/${FLOW_PAGES[kind]}/${id}${act === undefined ? '' : `/${act}`}`,
  prompts: (tenantId: string) => `/t/${tenantId}/announcements`,
  prompt: (tenantId: string, id: string) => `/t/${tenantId}/announcements/${id}`,
  /** Feature codes and lamps. */
  features: (tenantId: string) => `/t/${tenantId}/features`,
  policies: (tenantId: string) => `/t/${tenantId}/policies`,
  policy: (tenantId: string, id: string) => `/t/${tenantId}/policies/${id}`,
  /** How people dial, what is shown, limits. */
  outbound: (tenantId: string) => `/t/${tenantId}/policies/settings`,
  /** `what`: the digits of a public number, or a person's id. */
  trace: (tenantId: string, way: TraceWay = 'number', what?: string) =>
    `/t/${tenantId}/trace/${way}${what === undefined ? '' : `/${what}`}`,
  traces: (tenantId: string) => `/t/${tenantId}/trace`,
  /** Where phones stand; one of the places; `edit`: with its form open. */
  locations: (tenantId: string) => `/t/${tenantId}/emergency/locations`,
  location: (tenantId: string, id: string, act?: 'edit') =>
    `/t/${tenantId}/emergency/locations/${id}${act === undefined ? '' : `/${act}`}`,
  emergency: (tenantId: string) => `/t/${tenantId}/emergency`,
  unplaced: (tenantId: string) => `/t/${tenantId}/emergency/phones`,
  emergencyCalls: (tenantId: string) => `/t/${tenantId}/emergency/calls`,
  emergencyCall: (tenantId: string, id: string) => `/t/${tenantId}/emergency/calls/${id}`,
  devices: (tenantId: string) => `/t/${tenantId}/devices`,
  preview: (tenantId: string) => `/t/${tenantId}/preview`,
  history: (tenantId: string) => `/t/${tenantId}/applies`,
  job: (tenantId: string, id: string) => `/t/${tenantId}/applies/${id}`,
  /** Without versions: the live one and what is meant now. */
  compare: (tenantId: string, from?: Point, to?: Point) =>
    `/t/${tenantId}/applies/compare${from === undefined ? '' : `/${from}/${to ?? 'model'}`}`,
  restore: (tenantId: string, generation: number) => `/t/${tenantId}/applies/restore/${generation}`,
  drift: (tenantId: string) => `/t/${tenantId}/drift`,
  accounts: (tenantId: string) => `/t/${tenantId}/accounts`,
  audit: (tenantId: string) => `/t/${tenantId}/audit`,
  allHistory: () => '/applies',
  boxJob: (id: string) => `/applies/${id}`,
  restoreAll: () => '/applies/restore',
  boxDrift: () => '/drift',
  /** Everything that is pending on the box. */
  applyAll: () => '/apply-all',
  tenants: () => '/tenants',
  inventory: () => '/inventory',
  importNumbers: () => '/inventory/import',
  allTrunks: () => '/trunks',
  anyTrunk: (id: string, act?: 'edit') => `/trunks/${id}${act === undefined ? '' : `/${act}`}`,
  settings: () => '/settings',
  mail: () => '/settings/mail',
  prices: () => '/settings/prices',
} as const;
