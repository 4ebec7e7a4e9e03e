import type { TrunkView } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import type { ReactNode } from 'react';
import { CalledExamples, SentExample } from './number-examples.tsx';
import { codecName } from './trunk-more.tsx';
import { hostOf } from './trunk-columns.tsx';

type Rows = readonly (readonly [string, ReactNode])[];
const mono = (text: string) => (
  <span key={text} className="sc-mono">
    {text}
  </span>
);
/** A row where there is something to say. */
const row = (name: string, value: string | null): Rows => (value === null || value === '' ? [] : [[name, mono(value)]]);

/** Everything a trunk is made of, in words. Of the box's a tenant is told less, and nothing is claimed of the rest. */
export function TrunkFacts({ trunk, isBlanked }: { trunk: TrunkView; isBlanked: boolean }) {
  const { inbound } = trunk;
  return (
    <>
      <h3 className="d-peek-sub">{t('trunk.carrier')}</h3>
      <Facts
        rows={[
          [t('trunk.host.short'), mono(hostOf(trunk))],
          [t('trunk.col.kind'), t(`trunk.kind.${trunk.kind}`)],
          ...(isBlanked ? [] : accountRows(trunk)),
          [t('trunk.transport'), trunk.transport.toUpperCase()],
          [t('trunk.codecs'), trunk.codecs.map(codecName).join(', ')],
          ...(isBlanked
            ? []
            : ([
                [t('trunk.limit'), trunk.channelLimit === null ? t('trunk.limit.none') : String(trunk.channelLimit)],
              ] as const)),
        ]}
      />
      <h3 className="d-peek-sub">{t('trunk.in')}</h3>
      <Facts
        rows={[
          [t('trunk.in.called'), t(`trunk.in.where.${inbound.where}`)],
          [t('trunk.in.countryCode'), mono(`+${inbound.countryCode}`)],
        ]}
      />
      <CalledExamples inbound={inbound} />
      <h3 className="d-peek-sub">{t('trunk.out')}</h3>
      <SentExample inbound={inbound} form={trunk.called.form} what="called" />
      <SentExample inbound={inbound} form={trunk.callerId.form} what="callerId" />
    </>
  );
}

function accountRows(trunk: TrunkView): Rows {
  return [
    ...row(t('trunk.username'), trunk.username),
    ...(trunk.hasCredentials ? ([[t('trunk.secret'), t('trunk.secret.set')]] as const) : []),
    ...(trunk.matchAddresses.length === 0
      ? []
      : ([[t('trunk.addresses.short'), mono(trunk.matchAddresses.join(', '))]] as const)),
    ...row(t('trunk.fromUser'), trunk.fromUser),
    ...row(t('trunk.fromDomain'), trunk.fromDomain),
  ];
}
