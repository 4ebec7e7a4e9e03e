import { ActionIcon, Button, TextInput } from '@mantine/core';
import { t } from '@synergycall/ui';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { isAllDay } from './hours-words.ts';
import { nextSpan, readClock, type Span } from './read-clock.ts';

const MOST = 8;

/** The open hours of one day: two of them make a break between. */
export function DaySpans(props: {
  /** Whose day it is, for screen readers. */
  name: string;
  spans: readonly Span[];
  /** What is said where there are none. */
  none: string;
  onChange: (spans: Span[]) => void;
  problem?: ReactNode;
}) {
  const { spans, name } = props;
  const change = (at: number, part: Partial<Span>) =>
    props.onChange(spans.map((span, n) => (n === at ? { ...span, ...part } : span)));
  return (
    <div className="d-spans">
      {spans.length === 0 ? <span className="sc-dim d-spans-none">{props.none}</span> : null}
      {isAllDay(spans) ? <span className="d-spans-none">{t('callflow.hours.allDay')}</span> : null}
      {isAllDay(spans)
        ? null
        : spans.map((span, n) => (
            // Times have no name of their own: their place is what they are.
            <span key={n} className="d-span">
              <ClockField
                label={t('callflow.hours.from', { day: name, n: n + 1 })}
                value={span.from}
                onChange={(from) => change(n, { from })}
              />
              <span aria-hidden>–</span>
              <ClockField
                label={t('callflow.hours.to', { day: name, n: n + 1 })}
                value={span.to}
                onChange={(to) => change(n, { to })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={t('callflow.hours.remove', { day: name, n: n + 1 })}
                onClick={() => props.onChange(spans.filter((one) => one !== span))}
              >
                <IconX size={13} stroke={1.75} />
              </ActionIcon>
            </span>
          ))}
      {spans.length < MOST && !isAllDay(spans) ? (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          className="d-span-add"
          leftSection={<IconPlus size={13} aria-hidden />}
          aria-label={t('callflow.hours.addTo', { day: name })}
          onClick={() => props.onChange([...spans, nextSpan(spans)])}
        >
          {spans.length === 0 ? t('callflow.hours.open') : t('callflow.hours.more')}
        </Button>
      ) : null}
      {props.problem ? <p className="d-danger d-spans-problem">{props.problem}</p> : null}
    </div>
  );
}

/** Takes a time as people write it; what is none stays written, and says so. */
function ClockField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const [written, setWritten] = useState<string>();
  const isWrong = written === undefined && readClock(props.value) === undefined;
  const leave = () => {
    if (written !== undefined) props.onChange(readClock(written) ?? written.trim());
    setWritten(undefined);
  };
  return (
    <TextInput
      className="d-clock"
      size="xs"
      aria-label={props.label}
      inputMode="numeric"
      autoComplete="off"
      value={written ?? props.value}
      error={isWrong}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setWritten(value);
        // Enter sends the form without leaving the field.
        props.onChange(readClock(value) ?? value.trim());
      }}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={leave}
    />
  );
}
