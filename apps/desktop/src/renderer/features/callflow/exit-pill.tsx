import { Popover } from '@mantine/core';
import type { DestinationView, Result, TenantId } from '@synergycall/domain';
import { FailureNote, t, type AnyFailure } from '@synergycall/ui';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { PickDestination } from '../did/pick-destination.tsx';

/** A way on, on its line. Who may, changes where it leads right there. */
export function ExitPill(props: {
  tenantId: TenantId;
  /** "nobody answers" */
  text: string;
  /** The same as it is drawn, where that is more than text. */
  words?: ReactNode | undefined;
  /** Of the choice: "When nobody answers". */
  title: string;
  /** What it is a way on of, for screen readers. */
  of: string;
  target: DestinationView | null;
  /** What is said where it leads nowhere. */
  nowhere: string;
  /** Not this one. */
  except?: string;
  /** Absent: the reader may not. */
  onLead: ((target: DestinationView | null) => Promise<Result<unknown, AnyFailure>>) | undefined;
}) {
  const { text, onLead } = props;
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  if (!onLead) return <span className="d-way">{props.words ? <Worded said={text}>{props.words}</Worded> : text}</span>;
  const close = () => {
    setOpen(false);
    setFailure(undefined);
  };
  const lead = async (target: DestinationView | null) => {
    setFailure(undefined);
    const result = await onLead(target);
    if (result.ok) close();
    else setFailure(result.error);
  };
  const said = t('callflow.way.change', { exit: text, of: props.of });
  return (
    <Popover
      opened={isOpen}
      onDismiss={close}
      position="bottom-start"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
      portalProps={{ target: '#content' }}
      floatingStrategy="fixed"
    >
      <Popover.Target>
        <button
          type="button"
          className="d-way d-way-button"
          {...(props.words ? {} : { 'aria-label': said })}
          onClick={() => (isOpen ? close() : setOpen(true))}
        >
          {props.words ? <Worded said={said}>{props.words}</Worded> : text}
          <IconChevronDown size={12} stroke={2} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="d-form">
          <PickDestination
            tenantId={props.tenantId}
            label={props.title}
            value={props.target}
            onChange={(target) => void lead(target)}
            clearable
            nowhere={props.nowhere}
            {...(props.except === undefined ? {} : { except: props.except })}
            autoFocus
            quiet
          />
          {failure === undefined ? null : <FailureNote failure={failure} />}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** What is drawn, and what is said instead of it: a label beside text that is none of it would say both. */
const Worded = ({ said, children }: { said: string; children: ReactNode }) => (
  <>
    <span className="sc-visually-hidden">{said}</span>
    <span className="d-way-words" aria-hidden>
      {children}
    </span>
  </>
);
