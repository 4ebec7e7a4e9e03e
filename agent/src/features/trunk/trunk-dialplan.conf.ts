import {
  at,
  context,
  extension,
  literal,
  renderDialplan,
  step,
  type Context,
  type GeneratedFile,
  type Step,
} from '@synergycall/asterisk';
import { DIALABLE, trunkContext, trunkName, type TenantTag, type TrunkSnapshot } from '@synergycall/domain';
import { sorted, TRUNK_REMARK } from './trunk.conf.ts';
import { outContext, tooManyCalls } from './trunk-out.conf.ts';

/** Relative to `extensions.d/synergycall`; `generated_inbound.conf` includes them. */
export const trunkDialplanPath = (tag: TenantTag | null): string => `trunks/${tag ?? 'box'}.conf`;

/**
 * Where the calls of trunks enter: the called number becomes E.164 digits by the trunk's rules, and goes on to
 * `sc-inbound`. And what sends calls out by them. Nothing here is inheritable.
 */
export function renderTrunkDialplan(tag: TenantTag | null, trunks: readonly TrunkSnapshot[]): GeneratedFile {
  const contexts = sorted(trunks).flatMap((trunk) => [entry(tag, trunk), outContext(tag, trunk)]);
  return { path: trunkDialplanPath(tag), text: renderDialplan({ contexts, includes: [] }, TRUNK_REMARK) };
}

function entry(tag: TenantTag | null, trunk: TrunkSnapshot): Context {
  const name = literal('trunk name', trunkName(trunk.id));
  const own = trunkContext(trunk.id);
  const fromHeader = [
    step('Set', 'SC_TO=${PJSIP_HEADER(read,To)}'),
    step('Set', 'SC_RAW=${PJSIP_PARSE_URI_FROM(SC_TO,user)}'),
    step('Goto', `${own},number,1`),
  ];
  const fromUri = [step('Set', 'SC_RAW=${EXTEN}'), step('Goto', `${own},number,1`)];
  return context(own, {
    extensions: [
      extension('number', ...numberSteps(tag, trunk)),
      extension(DIALABLE, ...(trunk.inbound.where === 'to' ? fromHeader : fromUri)),
      // What was called is our contact itself, or nobody: the number then stands in To.
      extension(name, ...fromHeader),
      extension('s', ...fromHeader),
    ],
  });
}

function numberSteps(tag: TenantTag | null, { id, inbound, channelLimit }: TrunkSnapshot): Step[] {
  const { countryCode, nationalPrefix, internationalPrefix, bare } = inbound;
  const name = trunkName(id);
  return [
    step('Set', `SC_TRUNK=${name}`),
    // SECURITY: a tenant's own trunk reaches that tenant's numbers alone (sc-number asks for this); empty: all tenants'.
    step('Set', `SC_ONLY=${tag === null ? '' : literal('tenant tag', tag)}`),
    step('Set', 'SC_N=${FILTER(+0-9,${SC_RAW})}'),
    // SECURITY: what was called goes on only if FILTER left it unchanged; the expressions see lengths and digits.
    step('GotoIf', '$[${LEN(${SC_N})} != ${LEN(${SC_RAW})}]?refuse'),
    step('GotoIf', '$["${SC_N:0:1}" = "+"]?plus'),
    ...(internationalPrefix === '' ? [] : [begins(internationalPrefix, 'international')]),
    ...(nationalPrefix === '' ? [] : [begins(nationalPrefix, 'national')]),
    step('Set', `SC_E=${bare === 'national' ? countryCode : ''}\${SC_N}`),
    step('Goto', 'check'),
    ...(nationalPrefix === ''
      ? []
      : [at('national', step('Set', `SC_E=${countryCode}\${SC_N:${nationalPrefix.length}}`)), step('Goto', 'check')]),
    ...(internationalPrefix === ''
      ? []
      : [at('international', step('Set', `SC_E=\${SC_N:${internationalPrefix.length}}`)), step('Goto', 'check')]),
    at('plus', step('Set', 'SC_E=${SC_N:1}')),
    at('check', step('Set', 'SC_R=${FILTER(0-9,${SC_E})}')),
    step('GotoIf', '$[${LEN(${SC_R})} != ${LEN(${SC_E})}]?refuse'),
    step('GotoIf', '$[${LEN(${SC_R})} < 7]?refuse'),
    step('GotoIf', '$[${LEN(${SC_R})} > 15]?refuse'),
    step('GotoIf', '$["${SC_R:0:1}" = "0"]?refuse'),
    ...(channelLimit === null
      ? []
      : [
          step('Set', `GROUP(sctrunk)=${name}`),
          step('GotoIf', `${tooManyCalls(name, { limit: channelLimit, way: 'in' })}?full`),
        ]),
    step('Goto', 'sc-inbound,${SC_R},1'),
    at('refuse', step('UserEvent', `ScInboundUnknown,Trunk: ${name},Number: \${SC_N}`)),
    step('Hangup', '1'),
    ...(channelLimit === null
      ? []
      : [at('full', step('UserEvent', `ScTrunkFull,Trunk: ${name}`)), step('Hangup', '34')]),
  ];
}

const begins = (prefix: string, label: string): Step =>
  step('GotoIf', `$["\${SC_N:0:${prefix.length}}" = "${prefix}"]?${label}`);
