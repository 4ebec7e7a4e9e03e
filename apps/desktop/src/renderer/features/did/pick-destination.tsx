import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  destinationId,
  destinationKey,
  readWrittenNumber,
  type DestinationView,
  type FlowView,
  type TenantId,
  type UserView,
} from '@synergycall/domain';
import { FindField, Initials, t, type FindOption } from '@synergycall/ui';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { KindIcon } from '../callflow/kind-icon.tsx';
import { destinationText, WhereTo } from './leads-to.tsx';

const VOICEMAIL = /\bvoice ?mail\b/i;
/** No id looks like that. */
const NOWHERE = '-';
const MAILBOXES = '+';

/**
 * Finds whom or what calls can go to, as one types: people, call flows of every kind by name or extension (the agent
 * searches), a number outside by writing it. Mailboxes of people are found with the word "voicemail", which the last choice
 * types.
 */
export function PickDestination(props: {
  tenantId: TenantId;
  label: string;
  hideLabel?: boolean;
  description?: string;
  value: DestinationView | null;
  onChange: (target: DestinationView | null) => void;
  /** Nowhere is a choice too. */
  clearable?: boolean;
  /** What that is called, where it is not “Nobody”. */
  nowhere?: string;
  /** Not this one. */
  except?: string;
  autoFocus?: boolean;
  quiet?: boolean;
}) {
  const trpc = useTRPC();
  const { tenantId, value, clearable = false } = props;
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  // "Ann voicemail": her mailbox, and not her phones.
  const wantsMailbox = VOICEMAIL.test(search);
  const term = search.replace(VOICEMAIL, '').trim();
  const asked = { tenantId, limit: 20, ...(term === '' ? {} : { search: term }) };
  const people = useQuery(
    trpc.user.list.queryOptions({ ...asked, sort: 'name' }, { placeholderData: keepPreviousData }),
  );
  const flows = useQuery(trpc.flow.list.queryOptions(asked, { placeholderData: keepPreviousData }));
  const outside = readWrittenNumber(search);
  const targets: DestinationView[] = [
    ...(wantsMailbox
      ? (people.data?.rows ?? []).filter(hasMailbox).map(toMailbox)
      : (people.data?.rows ?? []).filter((user) => user.status !== 'deleted').map(toPerson)),
    ...(flows.data?.rows ?? []).map(toFlow),
    ...(outside === undefined
      ? []
      : [{ destination: { kind: 'external' as const, number: outside }, name: outside, detail: null }]),
  ].filter((each) => destinationId(each.destination) !== props.except);
  const mailboxes: FindOption[] =
    !wantsMailbox && (people.data?.rows ?? []).some(hasMailbox)
      ? [
          {
            value: MAILBOXES,
            label: t('did.voicemail.find'),
            types: `${term} ${t('did.voicemail')} `.trimStart(),
            drawn: (
              <span className="d-option sc-dim">
                <KindIcon kind="mailbox" />
                {t('did.voicemail.find')}
              </span>
            ),
          },
        ]
      : [];
  const none = props.nowhere ?? t('did.person.clear');
  const nowhere: FindOption[] = clearable && search === '' ? [{ value: NOWHERE, label: none }] : [];
  return (
    <FindField
      label={props.label}
      hideLabel={props.hideLabel}
      description={props.description}
      placeholder={t('did.person.placeholder')}
      shown={value === null ? (clearable ? none : '') : destinationText(value)}
      searched={people.isPlaceholderData || flows.isPlaceholderData ? UNKNOWN : search}
      onSearch={setWritten}
      options={[
        ...nowhere,
        ...targets.map((each) => ({
          value: destinationKey(each.destination),
          label: destinationText(each),
          drawn: (
            <span className="d-option">
              <Sign target={each} />
              <WhereTo target={each} />
            </span>
          ),
        })),
        ...mailboxes,
      ]}
      onChoose={(key) => props.onChange(targets.find((each) => destinationKey(each.destination) === key) ?? null)}
      nothing={people.isPending ? t('common.loading') : t('did.person.nothing')}
      autoFocus={props.autoFocus}
      quiet={props.quiet}
    />
  );
}

const toPerson = ({ id, name, extension }: UserView): DestinationView => ({
  destination: { kind: 'user', userId: id },
  name,
  detail: extension === null ? null : String(extension),
});
const hasMailbox = ({ status, voicemailEnabled }: UserView): boolean => status !== 'deleted' && voicemailEnabled;
const toMailbox = (user: UserView): DestinationView => ({
  ...toPerson(user),
  destination: { kind: 'voicemail', userId: user.id },
});
const toFlow = ({ id, name, extension, settings }: FlowView): DestinationView => ({
  destination: { kind: 'flow', flowId: id },
  name,
  detail: extension === null ? null : String(extension),
  flowKind: settings.kind,
});

function Sign({ target }: { target: DestinationView }) {
  if (target.destination.kind === 'user') return <Initials name={target.name} />;
  if (target.destination.kind === 'external') return <IconPhoneOutgoing size={16} stroke={1.6} aria-hidden />;
  return <KindIcon kind={target.flowKind} />;
}

/** Nobody can type that: the answer is one to another question. */
const UNKNOWN = '\n';
