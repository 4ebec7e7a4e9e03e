import {
  readCalled,
  spelledFor,
  trunkInbound,
  type E164,
  type NumberForm,
  type TrunkInbound,
} from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';

/** A number of the trunk's country that nobody has; undefined while what is written makes none. */
function sampleOf(inbound: TrunkInbound): E164 | undefined {
  if (!trunkInbound.safeParse(inbound).success) return undefined;
  const rest = inbound.countryCode === '1' ? '2025550123' : '301234567';
  return readCalled(`+${inbound.countryCode}${rest}`, inbound);
}

/** Each way in which a carrier may write the sample, once. */
function waysToWrite(sample: E164, inbound: TrunkInbound): readonly string[] {
  const rest = sample.slice(1 + inbound.countryCode.length);
  const ways = [
    ...(inbound.nationalPrefix === '' ? [] : [inbound.nationalPrefix + rest]),
    ...(inbound.internationalPrefix === '' ? [] : [inbound.internationalPrefix + sample.slice(1)]),
    sample.slice(1),
    rest,
  ];
  return [...new Set(ways)];
}

/** How called numbers are read, by example, as the fields stand. */
export function CalledExamples({ inbound }: { inbound: TrunkInbound }) {
  const sample = sampleOf(inbound);
  if (sample === undefined) return null;
  return (
    <div className="d-examples" role="status" aria-label={t('trunk.in.examples')}>
      <ul>
        {waysToWrite(sample, inbound).map((called) => {
          const read = readCalled(called, inbound);
          return (
            <li key={called}>
              {read === undefined
                ? t('trunk.in.refuses', { called })
                : t('trunk.in.reads', { called, number: formatNumber(read) })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** How a number is written towards the carrier, by example. */
export function SentExample(props: { inbound: TrunkInbound; form: NumberForm; what: 'called' | 'callerId' }) {
  const sample = sampleOf(props.inbound);
  if (sample === undefined) return null;
  const shown = { number: formatNumber(sample), sent: spelledFor(sample, props.form, props.inbound) };
  return (
    <p className="d-example" role="status">
      {props.what === 'called' ? t('trunk.out.example', shown) : t('trunk.out.example.caller', shown)}
    </p>
  );
}
