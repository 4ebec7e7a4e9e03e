import { SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { UserId } from '@synergycall/domain';
import { EmptyState, Page, t } from '@synergycall/ui';
import { IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { routes, type TraceWay } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { MomentField, NOW, momentOf, type Moment } from './moment-field.tsx';
import { PickCalled } from './pick-called.tsx';
import { PickPerson } from './pick-person.tsx';
import { Reaches } from './reaches.tsx';
import { TraceBoth } from './trace-both.tsx';
import { dialledText, isAsked, type Asked } from './use-trace.ts';

const WAYS = ['number', 'phone', 'reaches'] as const satisfies readonly TraceWay[];

/**
 * "Why does +1 555 0100 ring there? What on Sunday at 9?": a call to a public number or from a person's phone, and the
 * other way round, all that can lead to a person. What was chosen stands in the address, so that pages link to it.
 */
export function TracePage({ way: given, what }: { way: string | undefined; what: string | undefined }) {
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const way = WAYS.find((each) => each === given) ?? 'number';
  const [written, setWritten] = useState('');
  const [dialled] = useDebouncedValue(dialledText(written), 200);
  const [moment, setMoment] = useState<Moment>(NOW);
  const go = (to: TraceWay, chosen?: string) => navigate(routes.trace(tenant.id, to, chosen), { replace: true });
  const at = momentOf(moment, tenant.timezone);
  const person = way === 'number' || what === undefined ? null : (what as UserId);
  const number = way === 'number' && what !== undefined && /^[1-9]\d{6,14}$/.test(what) ? `+${what}` : null;
  const asked: Omit<Asked, 'model'> = {
    tenantId: tenant.id,
    ...(at === undefined ? {} : { at }),
    ...(number === null ? {} : { number }),
    ...(way === 'phone' && dialled !== '' ? { dialled } : {}),
    ...(way === 'phone' && person !== null ? { from: person } : {}),
  };
  return (
    <Page fill title={t('trace.title')} about={t('trace.about')}>
      <div className="d-trace-ask">
        <SegmentedControl
          aria-label={t('trace.way')}
          value={way}
          onChange={(to) => go(WAYS.find((each) => each === to) ?? 'number')}
          data={WAYS.map((value) => ({ value, label: t(`trace.way.${value}`) }))}
        />
        <div className="d-trace-fields">
          {way === 'number' ? (
            <PickCalled tenantId={tenant.id} value={number} onChange={(chosen) => go('number', chosen.slice(1))} />
          ) : (
            <PickPerson
              key={way}
              tenantId={tenant.id}
              label={way === 'phone' ? t('trace.from') : t('trace.person')}
              {...(way === 'phone' ? { nobody: t('trace.from.nobody') } : {})}
              value={person}
              onChange={(chosen) => go(way, chosen ?? undefined)}
            />
          )}
          {way === 'phone' ? (
            <TextInput
              label={t('trace.dialled')}
              placeholder={t('trace.dialled.placeholder')}
              inputMode="tel"
              spellCheck={false}
              autoComplete="off"
              value={written}
              onChange={(event) => setWritten(event.currentTarget.value)}
            />
          ) : null}
          <MomentField zone={tenant.timezone} value={moment} onChange={setMoment} />
        </div>
      </div>
      {way === 'reaches' ? (
        person === null ? (
          <Nothing text={t('trace.empty.reaches')} />
        ) : (
          <Reaches tenantId={tenant.id} userId={person} at={at} />
        )
      ) : isAsked({ ...asked, model: 'live' }) ? (
        <TraceBoth asked={asked} zone={tenant.timezone} />
      ) : (
        <Nothing text={way === 'number' ? t('trace.empty.number') : t('trace.empty.phone')} />
      )}
    </Page>
  );
}

const Nothing = ({ text }: { text: string }) => (
  <EmptyState icon={<IconRoute size={28} stroke={1.5} />} title={t('trace.empty')}>
    {text}
  </EmptyState>
);
