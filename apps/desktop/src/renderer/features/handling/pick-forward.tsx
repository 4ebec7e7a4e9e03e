import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  destinationKey,
  readWrittenNumber,
  type DestinationView,
  type FlowView,
  type ForwardEvent,
  type ForwardView,
  type ForwardWish,
  type TenantId,
  type UserId,
  type UserView,
} from '@synergycall/domain';
import { FindField, Initials, t, type FindOption } from '@synergycall/ui';
import { IconMinus, IconPhoneOutgoing, IconRecordMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { KindIcon } from '../callflow/kind-icon.tsx';
import { destinationText, WhereTo } from '../did/leads-to.tsx';
import { forwardText, usualText } from './forward-words.ts';

interface Choice {
  readonly key: string;
  readonly label: string;
  readonly wish: ForwardWish | null;
  readonly target?: DestinationView;
}
/** Digits as one writes them, also those of the country's own habit. */
const DIALLED = /^[+*#]?\d[\d\s()./-]*$/;
/** Nobody can type that: the answer is one to another question. */
const UNKNOWN = '\n';

/**
 * Where calls go then: as usual, the own mailbox, nowhere; somebody or something of the company by name or extension; a
 * number outside, with its plus sign or as one dials it (the agent reads it). Choosing is the act.
 */
export function PickForward(props: {
  tenantId: TenantId;
  userId: UserId;
  event: ForwardEvent;
  now: ForwardView | null;
  hasVoicemail: boolean;
  onChoose: (wish: ForwardWish | null) => void;
}) {
  const trpc = useTRPC();
  const { tenantId, event, now, hasVoicemail } = props;
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  const asked = { tenantId, limit: 20, ...(search === '' ? {} : { search }) };
  const people = useQuery(
    trpc.user.list.queryOptions({ ...asked, sort: 'name' }, { placeholderData: keepPreviousData }),
  );
  const flows = useQuery(trpc.flow.list.queryOptions(asked, { placeholderData: keepPreviousData }));
  const found = [
    ...(people.data?.rows ?? [])
      .filter(({ id, status }) => status !== 'deleted' && id !== props.userId)
      .map((user) => choiceOf(personView(user))),
    ...(flows.data?.rows ?? []).map((flow) => choiceOf(flowView(flow))),
  ];
  const fixed: Choice[] = [
    { key: 'usual', label: usualText(event, hasVoicemail), wish: null },
    // By default the other calls go to the mailbox anyway.
    ...(event === 'always' || !hasVoicemail || now?.forward.kind === 'voicemail'
      ? [{ key: 'voicemail', label: t('handling.to.voicemail'), wish: { kind: 'voicemail' as const } }]
      : []),
    { key: 'hangup', label: t('handling.to.hangup'), wish: { kind: 'hangup' } },
  ];
  const wanted = search.toLocaleLowerCase();
  const choices = [
    ...fixed.filter(({ label }) => wanted === '' || label.toLocaleLowerCase().includes(wanted)),
    ...found,
    // Whose extension it is was found already.
    ...(found.some(({ target }) => target?.detail === search) ? [] : outside(search)),
  ];
  return (
    <FindField
      label={t(`handling.event.${event}`)}
      hideLabel
      placeholder={t('handling.placeholder')}
      shown={forwardText(event, { now, hasVoicemail })}
      searched={people.isPlaceholderData || flows.isPlaceholderData ? UNKNOWN : search}
      onSearch={setWritten}
      options={choices.map(optionOf)}
      onChoose={(key) => {
        const chosen = choices.find((each) => each.key === key);
        if (chosen) props.onChoose(chosen.wish);
      }}
      nothing={people.isPending ? t('common.loading') : t('handling.nothing')}
      quiet
    />
  );
}

function outside(search: string): Choice[] {
  const number = readWrittenNumber(search);
  if (number !== undefined)
    return [choiceOf({ destination: { kind: 'external', number }, name: number, detail: null })];
  if (!DIALLED.test(search)) return [];
  return [
    {
      key: 'dialled',
      label: t('handling.to.dialled', { number: search }),
      wish: { kind: 'dialled', dialled: search },
    },
  ];
}

const personView = ({ id, name, extension }: UserView): DestinationView => ({
  destination: { kind: 'user', userId: id },
  name,
  detail: extension === null ? null : String(extension),
});
const flowView = ({ id, name, extension, settings }: FlowView): DestinationView => ({
  destination: { kind: 'flow', flowId: id },
  name,
  detail: extension === null ? null : String(extension),
  flowKind: settings.kind,
});
const choiceOf = (target: DestinationView): Choice => ({
  key: destinationKey(target.destination),
  label: destinationText(target),
  wish: target.destination,
  target,
});

const optionOf = (choice: Choice): FindOption => ({
  value: choice.key,
  label: choice.label,
  drawn: (
    <span className="d-option">
      <Sign choice={choice} />
      {choice.target ? <WhereTo target={choice.target} /> : <span className="sc-truncate">{choice.label}</span>}
    </span>
  ),
});

function Sign({ choice: { target, wish } }: { choice: Choice }) {
  const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;
  if (target?.destination.kind === 'user') return <Initials name={target.name} />;
  if (target?.destination.kind === 'flow') return <KindIcon kind={target.flowKind} />;
  if (wish?.kind === 'voicemail') return <IconRecordMail {...icon} />;
  return wish?.kind === 'external' || wish?.kind === 'dialled' ? (
    <IconPhoneOutgoing {...icon} />
  ) : (
    <IconMinus {...icon} />
  );
}
