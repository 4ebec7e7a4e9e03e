import { entryContext, hintContext, suspendedContext, type TenantTag } from '@synergycall/domain';
import { tenantFilePath } from '../tenant/index.ts';

/** Where a tenant's contexts stand, and the names that must be gone when the file is. */
export const tenantContexts = (tag: TenantTag): { readonly file: string; readonly names: readonly string[] } => ({
  file: `extensions.d/synergycall/${tenantFilePath(tag)}`,
  names: [entryContext(tag), suspendedContext(tag), hintContext(tag)],
});
