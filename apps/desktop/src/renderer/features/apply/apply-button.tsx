import { Button, Menu } from '@mantine/core';
import type { Result } from '@synergycall/domain';
import { t, toastFailure, type AnyFailure } from '@synergycall/ui';
import { IconArrowBarToDown, IconChevronDown, IconClock, IconMessage2, IconPhoneOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Freeze } from './freeze-note.tsx';
import { ScheduleDialog, type Order } from './schedule-dialog.tsx';
import type { Mode } from './schedule-fields.tsx';

export interface ApplyButtonProps {
  /** On the button. */
  label: string;
  /** What is applied, such as "Apply to Acme": the button's name, and the dialog's title. */
  name: string;
  start: (order: Order) => Promise<Result<unknown, AnyFailure>>;
  modes: readonly Mode[];
  zone?: { tenant: string; name: string } | undefined;
  freeze?: Freeze | null;
  mayIgnoreFreeze?: boolean;
  /** Also when no freeze is known here: some of what is applied may be frozen. */
  offersIgnoreFreeze?: boolean;
  /** Has to be seen before anything is started. */
  warning?: ReactNode;
  variant?: 'filled' | 'default';
  disabled?: boolean;
}

const ICONS = { now: IconMessage2, after: IconArrowBarToDown, at: IconClock, quiet: IconPhoneOff } as const;

/** Refusals that leave a choice: another time, after the one in progress, in spite of a freeze. */
const isChoice = (failure: AnyFailure): boolean =>
  ['apply.busy', 'apply.frozen', 'apply.schedule-invalid', 'apply.drift'].includes(failure.code);

/** Apply, and beside it the other ways: after the one in progress, at a time, when nobody is in a call, with a reason. */
export function ApplyButton(props: ApplyButtonProps) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<{ mode: Mode; failure?: AnyFailure }>();
  const { freeze = null, warning, modes } = props;
  // While an apply is in progress the plain button queues behind it.
  const first = modes.includes('now') ? 'now' : 'after';
  const mustAsk = freeze !== null || warning !== undefined;
  const start = async () => {
    if (mustAsk) return setAsking({ mode: freeze !== null && props.mayIgnoreFreeze !== true ? 'at' : first });
    setBusy(true);
    const result = await props.start({ schedule: { mode: first }, ignoreFreeze: false });
    setBusy(false);
    if (result.ok) return undefined;
    if (!isChoice(result.error)) return toastFailure(result.error);
    return setAsking({ mode: result.error.code === 'apply.busy' ? 'after' : first, failure: result.error });
  };
  return (
    <>
      <Button.Group className="d-split-button">
        <Button
          variant={props.variant ?? 'filled'}
          loading={busy}
          disabled={props.disabled ?? false}
          aria-label={props.name}
          onClick={() => void start()}
        >
          {props.label}
        </Button>
        <Menu position="top-end">
          <Menu.Target>
            <Button
              variant={props.variant ?? 'filled'}
              disabled={(props.disabled ?? false) || busy}
              aria-label={t('apply.choose.other')}
              className="d-split-more"
            >
              <IconChevronDown size={15} stroke={2} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {modes
              // Behind which one is known only while one is in progress, or when the agent says so.
              .filter((mode) => mode !== 'after' || first === 'after')
              .toSorted((a, b) => Number(a === 'now') - Number(b === 'now'))
              .map((mode) => {
                const Icon = ICONS[mode];
                return (
                  <Menu.Item
                    key={mode}
                    leftSection={<Icon size={15} stroke={1.75} />}
                    onClick={() => setAsking({ mode })}
                  >
                    {t(`apply.menu.${mode}`)}
                  </Menu.Item>
                );
              })}
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {asking === undefined ? null : (
        <ScheduleDialog
          title={props.name}
          modes={modes}
          mode={asking.mode}
          zone={props.zone}
          freeze={freeze}
          mayIgnoreFreeze={props.mayIgnoreFreeze ?? false}
          offersIgnoreFreeze={props.offersIgnoreFreeze ?? false}
          warning={warning}
          failure={asking.failure}
          start={props.start}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}
