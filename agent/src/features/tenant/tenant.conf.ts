import {
  context,
  extension,
  literal,
  renderDialplan,
  step,
  type GeneratedFile,
  type Hint,
} from '@synergycall/asterisk';
import {
  DIALABLE,
  entryContext,
  hintContext,
  parkingPlaces,
  suspendedContext,
  type TenantTag,
} from '@synergycall/domain';

export const tenantFilePath = (tag: TenantTag): string => `tenants/${tag}.conf`;

/**
 * The one small file of a tenant: its entry context, the context of its suspended users, and what its lamps may watch. It depends on the tag
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
    context(hintContext(tag), { hints: hintsOf(t, parkingPlaces(tag)) }),
  ];
  return {
    path: tenantFilePath(tag),
    text: renderDialplan({ contexts, includes: [] }, [
      'Written by SynergyCall. A change by hand stops the next apply: decide under Differences.',
    ]),
  };
}

/** As long as extensions may be. */
const EXTENSION_LENGTHS = [2, 3, 4, 5, 6];

/**
 * A few patterns, whatever extensions there are: evaluated when the first phone watches a number, so that creating a person
 * reloads nothing (decision 0014). `h/<extension>` of the generation lists the phones, each with
 * `&PJSIP/` before it; the Custom device says what no phone does: do not disturb, a schedule by hand.
 * SECURITY: the tenant is written out in each name. The patterns are closed: what a phone asks for becomes an extension of
 * its own, and with `!` that could hold anything, line breaks too.
 */
function hintsOf(t: string, places: string): Hint[] {
  const live = `sc/g/${t}/\${DB(sc/ptr/${t})}`;
  const lamp = (digits: string): string => `Custom:sc-${t}-\${FILTER(0-9a-z,\${DB(${live}/x/${digits})})}`;
  const lengths = EXTENSION_LENGTHS.map((length) => `Z${'X'.repeat(length - 1)}`);
  const phones = `\${FILTER(&/PJSI0-9a-z-,\${DB(${live}/h/\${EXTEN})})}`;
  return [
    ...lengths.map((digits) => ({ match: `_${digits}`, state: `${lamp('${EXTEN}')}${phones}` })),
    // *28 a schedule, *76 and *78 do not disturb.
    ...lengths.map((digits) => ({ match: `_*[27][68]${digits}`, state: lamp('${EXTEN:3}') })),
    ...['Z', 'ZX'].map((digits) => ({ match: `_*68${digits}`, state: `park:\${EXTEN:3}@${places}` })),
  ];
}
