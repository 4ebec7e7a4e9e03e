import type { TenantView } from '@synergycall/domain';
import { createContext, use } from 'react';

export const TenantContext = createContext<TenantView | undefined>(undefined);

/** The tenant that the page belongs to: screens below /t/:tenantId always have one. */
export function useTenant(): TenantView {
  const tenant = use(TenantContext);
  if (!tenant) throw new Error('useTenant outside of a tenant');
  return tenant;
}
