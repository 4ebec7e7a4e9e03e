import type { UserView } from '@synergycall/domain';
import { Initials, StateDot, Tag, liveState, presenceOf, t, userState, type Column } from '@synergycall/ui';
import { useLive } from '../../frame/window-state.ts';

/** Phones of a person as one state: live beats pending beats off. */
export function Presence({ user, compact }: { user: UserView; compact?: boolean }) {
  const phones = useLive((s) => s.byUser.get(user.id));
  if (user.status !== 'active') {
    const state = userState(user.status);
    return <StateDot tone={state.tone} label={state.label} compact={compact ?? false} />;
  }
  if (user.deviceCount === 0) return <StateDot tone="off" label={t('user.noDevice')} compact={compact ?? false} />;
  const state = liveState(presenceOf(phones ?? []) ?? 'unknown');
  return <StateDot tone={state.tone} label={state.label} compact={compact ?? false} />;
}

export function PendingTag({ pending }: { pending: UserView['pending'] }) {
  return pending === 'none' ? null : (
    <span title={t(`pending.${pending}`)}>
      <Tag tone="pending">{t(`apply.mark.${pending}`)}</Tag>
    </span>
  );
}

export const userColumns = (): readonly Column<UserView>[] => [
  {
    id: 'name',
    header: t('user.col.name'),
    width: 'minmax(200px, 2.2fr)',
    sortable: true,
    cell: (u) => (
      <span className="d-person">
        <Initials name={u.name} />
        <span className="sc-truncate d-person-name" dir="auto" title={u.name}>
          {u.name}
        </span>
        <PendingTag pending={u.pending} />
      </span>
    ),
  },
  {
    id: 'extension',
    header: t('user.col.extension'),
    width: '84px',
    sortable: true,
    cell: (u) => <span className="d-strong">{u.extension ?? '–'}</span>,
  },
  { id: 'presence', header: t('user.col.presence'), width: 'minmax(130px, 1fr)', cell: (u) => <Presence user={u} /> },
  {
    id: 'email',
    header: t('user.col.email'),
    width: 'minmax(140px, 1.6fr)',
    cell: (u) => <span className="sc-dim">{u.email ?? '–'}</span>,
  },
  { id: 'devices', header: t('user.col.devices'), width: '80px', align: 'end', cell: (u) => u.deviceCount },
  {
    id: 'voicemail',
    header: t('user.col.voicemail'),
    width: '92px',
    cell: (u) => (
      <span className={u.voicemailEnabled ? undefined : 'sc-dim'}>
        {u.voicemailEnabled ? t('user.on') : t('user.off')}
      </span>
    ),
  },
];
