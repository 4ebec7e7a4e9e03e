import { t } from '@synergycall/ui';
import {
  IconBan,
  IconClockHour4,
  IconDialpad,
  IconListNumbers,
  IconPhoneOutgoing,
  IconPoint,
  IconUrgent,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import type { Sign, Told } from './trace-words.ts';

const ICONS: Readonly<Record<Sign, ComponentType<{ size: number; stroke: number }>>> = {
  number: IconDialpad,
  person: IconUser,
  group: IconUsers,
  hours: IconClockHour4,
  outside: IconPhoneOutgoing,
  rule: IconListNumbers,
  no: IconBan,
  emergency: IconUrgent,
  step: IconPoint,
};

/** The way of a call, step by step. */
export function TracePath({ steps, differsFrom }: { steps: readonly Told[]; differsFrom?: number | undefined }) {
  const tenant = useTenant();
  return (
    <ol className="d-path" aria-label={t('trace.path')}>
      {steps.map((step, at) => {
        const Icon = ICONS[step.sign];
        return (
          <li
            key={`${at}-${step.text}`}
            className="d-path-step"
            data-passed={step.isPassed || undefined}
            data-sign={step.sign}
            data-differs={(differsFrom !== undefined && at >= differsFrom) || undefined}
          >
            <span className="d-path-sign" aria-hidden>
              <Icon size={15} stroke={1.75} />
            </span>
            <div className="d-min0">
              <div>
                <Whose step={step} tenantId={tenant.id} />
              </div>
              {step.more === undefined ? null : <div className="sc-dim">{step.more}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What it says, as the way to the person or the flow that it is about. */
function Whose({ step: { text, userId, flowId }, tenantId }: { step: Told; tenantId: string }) {
  const href =
    userId !== undefined
      ? routes.user(tenantId, userId, 'profile')
      : flowId !== undefined
        ? routes.flow(tenantId, flowId)
        : undefined;
  if (href === undefined) return text;
  return (
    <Link href={href} className="d-quiet-link">
      {text}
    </Link>
  );
}
