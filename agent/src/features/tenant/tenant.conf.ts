import { context, extension, literal, renderDialplan, step, type GeneratedFile } from '@synergycall/asterisk';
import { DIALABLE, entryContext, suspendedContext, type TenantTag } from '@synergycall/domain';

export const tenantFilePath = (tag: TenantTag): string => `tenants/${tag}.conf`;

/**
 * The one small file of a tenant: its entry context and the context of its suspended users. It depends on the tag
 * alone, so it is written once and renaming a tenant changes nothing.
 * Asterisk searches a context's own extensions before its includes; the patterns therefore stand in contexts of their
 * own, included after the emergency numbers.
 */
export function renderTenantFile({ tag }: { readonly tag: TenantTag }): GeneratedFile {
  const t = literal('tenant tag', tag);
  const contexts = [
    context(entryContext(tag), { includes: ['sc-emergency', `sc-in-${t}`] }),
    context(`sc-in-${t}`, {
      extensions: [
        extension(
          DIALABLE,
          // SECURITY: the tenant is written here and nowhere else; an inherited variable can't change it.
          step('Set', `SC_T=${t}`),
          step('Set', 'SC_N=${FILTER(0-9*#+,${EXTEN})}'),
          // SECURITY: what was dialled goes on only if FILTER left it unchanged; the expression sees two lengths.
          step('GotoIf', '$[${LEN(${SC_N})} = ${LEN(${EXTEN})}]?sc-core,${SC_N},1:sc-refuse,malformed,1'),
        ),
      ],
    }),
    context(suspendedContext(tag), { includes: ['sc-emergency', `sc-no-${t}`] }),
    context(`sc-no-${t}`, {
      extensions: [
        extension(
          DIALABLE,
          step('Set', `SC_T=${t}`),
          step('Set', 'SC_N=${FILTER(0-9*#+,${EXTEN})}'),
          step('Goto', 'sc-refuse,caller-suspended,1'),
        ),
      ],
    }),
  ];
  return {
    path: tenantFilePath(tag),
    text: renderDialplan({ contexts, includes: [] }, [
      'Written by SynergyCall. A change by hand stops the next apply: decide under Differences.',
    ]),
  };
}
