import { ActionIcon, Button, TextInput } from '@mantine/core';
import { ConfirmDialog, FailureNote, StateDot, t, type AnyFailure } from '@synergycall/ui';
import { IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import type { ProbeView, SiteView } from '../../../bridge/contract.ts';
import { bridge } from '../../agent/bridge.ts';
import { TrustScreen } from './trust-screen.tsx';
import { Welcome } from './welcome.tsx';

interface Props {
  sites: readonly SiteView[];
  onOpen: (site: SiteView) => void;
  onChanged: () => void;
}

/** Known boxes, and the address of a new one. */
export function ConnectScreen({ sites, onOpen, onChanged }: Props) {
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const [probe, setProbe] = useState<ProbeView>();
  const [removing, setRemoving] = useState<SiteView>();
  const look = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const answer = await bridge().invoke('site.probe', { url: address });
    setBusy(false);
    if (!answer.ok) return setFailure(answer.failure);
    const site = answer.data.known === 'same' ? sites.find((s) => s.url === answer.data.url) : undefined;
    if (site) onOpen(site);
    else setProbe(answer.data);
  };
  const remove = async (site: SiteView) => {
    await bridge().invoke('sites.remove', { siteId: site.id });
    setRemoving(undefined);
    setProbe(undefined);
    onChanged();
  };
  if (probe)
    return (
      <TrustScreen
        probe={probe}
        before={sites.find((s) => s.url === probe.url)}
        onTrusted={onOpen}
        onBack={() => setProbe(undefined)}
        onRemove={(site) => void remove(site).then(() => setProbe({ ...probe, known: 'new' }))}
      />
    );
  return (
    <Welcome
      title={t('connect.title')}
      about={t('connect.about')}
      below={<KnownSites sites={sites} onOpen={onOpen} onRemove={setRemoving} />}
    >
      <form className="d-form" onSubmit={(event) => void look(event)}>
        <TextInput
          label={t('connect.address')}
          description={t('connect.addressHint')}
          placeholder="https://"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          data-autofocus
          autoFocus
          spellCheck={false}
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <Button type="submit" loading={busy} disabled={address.trim() === ''} fullWidth>
          {t('connect.look')}
        </Button>
      </form>
      {removing === undefined ? null : (
        <ConfirmDialog
          open
          title={t('connect.remove.title', { host: removing.host })}
          confirm={t('connect.remove.confirm')}
          danger
          onConfirm={() => void remove(removing)}
          onClose={() => setRemoving(undefined)}
        >
          {t('connect.remove.text')}
        </ConfirmDialog>
      )}
    </Welcome>
  );
}

function KnownSites(props: {
  sites: readonly SiteView[];
  onOpen: (site: SiteView) => void;
  onRemove: (site: SiteView) => void;
}) {
  if (props.sites.length === 0) return null;
  return (
    <section className="d-known" aria-label={t('connect.known')}>
      <h2 className="d-known-title">{t('connect.known')}</h2>
      <ul className="d-known-list">
        {props.sites.map((site) => (
          <li key={site.id} className="d-known-row">
            <button
              type="button"
              className="d-known-open"
              onClick={() => props.onOpen(site)}
              aria-label={t('connect.open', { host: site.host })}
            >
              <span className="sc-truncate d-strong">{site.host}</span>
              <StateDot
                tone={site.signedIn ? 'live' : 'off'}
                label={site.signedIn ? t('connect.signedIn') : t('connect.signedOut')}
              />
            </button>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('connect.remove', { host: site.host })}
              onClick={() => props.onRemove(site)}
            >
              <IconTrash size={16} stroke={1.5} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  );
}
