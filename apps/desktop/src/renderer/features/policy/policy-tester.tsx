import { SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { PolicyView, UserId } from '@synergycall/domain';
import { Note, t } from '@synergycall/ui';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTenant } from '../../frame/tenant-context.ts';
import { MomentField, NOW, momentOf, type Moment } from '../trace/moment-field.tsx';
import { PickPerson } from '../trace/pick-person.tsx';
import { TraceAnswer } from '../trace/trace-answer.tsx';
import { dialledText, isAsked, useTrace, type Asked } from '../trace/use-trace.ts';

/** What the policy makes of a number: who dials it, when, and as it is live or will be after the next apply. */
export function PolicyTester({ policy, onHit }: { policy: PolicyView; onHit: (at: number | undefined) => void }) {
  const tenant = useTenant();
  const [written, setWritten] = useState('');
  const [dialled] = useDebouncedValue(dialledText(written), 200);
  const [from, setFrom] = useState<UserId | null>(null);
  const [moment, setMoment] = useState<Moment>(NOW);
  const [model, setModel] = useState<'live' | 'pending'>('pending');
  const at = momentOf(moment, tenant.timezone);
  const asked: Asked = {
    tenantId: tenant.id,
    model,
    ...(dialled === '' ? {} : { dialled }),
    ...(from === null ? { policyId: policy.id } : { from }),
    ...(at === undefined ? {} : { at }),
  };
  const trace = useTrace(asked);
  const steps = trace.tag === 'ready' ? trace.value.steps : [];
  const goesBy = steps.find(({ reason }) => reason === 'policy-of-user' || reason === 'policy-of-tenant');
  const isThis = goesBy?.values['policy'] === policy.name;
  const decisive = steps.find(({ reason }) => reason === 'rule-allows' || reason === 'rule-denies');
  const hit =
    isThis && model === 'pending' && dialled !== '' && decisive ? Number(decisive.values['rule']) - 1 : undefined;
  useEffect(() => onHit(hit), [hit, onHit]);
  return (
    <section className="d-tester" aria-label={t('policy.test')}>
      <h2 className="sc-section-title">{t('policy.test')}</h2>
      <div className="d-form d-tester-form">
        <TextInput
          label={t('trace.dialled')}
          placeholder={t('policy.test.number.placeholder')}
          inputMode="tel"
          spellCheck={false}
          autoComplete="off"
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <PickPerson
          tenantId={tenant.id}
          label={t('policy.test.who')}
          nobody={t('policy.test.anybody')}
          value={from}
          onChange={setFrom}
        />
        <MomentField zone={tenant.timezone} value={moment} onChange={setMoment} />
        <SegmentedControl
          fullWidth
          aria-label={t('trace.model')}
          value={model}
          onChange={(value) => setModel(value === 'live' ? 'live' : 'pending')}
          data={(['live', 'pending'] as const).map((value) => ({ value, label: t(`trace.model.${value}`) }))}
        />
      </div>
      {isAsked(asked) ? (
        <>
          {goesBy && !isThis ? (
            <Note tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />}>
              {t('policy.test.other', { policy: goesBy.values['policy'] ?? '' })}
            </Note>
          ) : null}
          <TraceAnswer trace={trace} isByPolicy={from === null} zone={tenant.timezone} />
        </>
      ) : (
        <p className="sc-dim d-lead">{t('policy.test.how')}</p>
      )}
    </section>
  );
}
