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

/** From an extension of two digits to a code with one of six behind it. */
const WATCHED_LENGTHS = [2, 3, 4, 5, 6, 7, 8, 9];

/**
 * One hint for each length of what may be watched, whatever extensions there are: evaluated when the first phone watches a
 * number, so that creating a person reloads nothing (decision 0014). An extension, or one behind a code (*28 a schedule,
 * *76 do not disturb): the Custom device of what stands there, and its phones (`h/<extension>` of the generation, each with
 * `&PJSIP/` before it). *68 and a place: that place of the parking lot.
 * What reloads cost grows with the square of all hints and of their devices, which an `&` in the text would double (22.10.1).
 * SECURITY: the tenant is written out in each name. The patterns are closed: what a phone asks for becomes an extension of
 * its own, and with `!` that could hold anything, line breaks too.
 */
function hintsOf(t: string, places: string): Hint[] {
  const live = `sc/g/${t}/\${DB(sc/ptr/${t})}`;
  const isPlace = '$["${EXTEN:0:3}" = "*68"]';
  const digits = '${IF($["${EXTEN:0:1}" = "*"]?${EXTEN:3}:${EXTEN})}';
  const what = `\${IF(${isPlace}?\${EXTEN:3}:\${FILTER(0-9a-z,\${DB(${live}/x/${digits})})})}`;
  const phones = `\${FILTER(\\x26/PJSI0-9a-z-,\${DB(${live}/h/\${EXTEN})})}`;
  const state = `\${IF(${isPlace}?park:Custom)}:${what}@${places}${phones}`;
  return WATCHED_LENGTHS.map((length) => ({ match: `_[1-9*]${'X'.repeat(length - 1)}`, state }));
}
