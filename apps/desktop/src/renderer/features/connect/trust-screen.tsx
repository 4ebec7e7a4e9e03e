import { Button } from '@mantine/core';
import { FailureNote, Note, t, type AnyFailure } from '@synergycall/ui';
import { IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProbeView, SiteView } from '../../../bridge/contract.ts';
import { bridge } from '../../agent/bridge.ts';
import { Fingerprint } from './fingerprint.tsx';
import { Welcome } from './welcome.tsx';

interface Props {
  probe: ProbeView;
  before: SiteView | undefined;
  onTrusted: (site: SiteView) => void;
  onBack: () => void;
  onRemove: (site: SiteView) => void;
}

/** Trust on first use: a person compares fingerprints. A changed authority is refused, with no button that goes on. */
export function TrustScreen({ probe, before, onTrusted, onBack, onRemove }: Props) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const trust = async () => {
    setBusy(true);
    const answer = await bridge().invoke('site.trust', { url: probe.url, caFingerprint: probe.caFingerprint });
    setBusy(false);
    if (answer.ok) onTrusted(answer.data);
    else setFailure(answer.failure);
  };
  if (probe.known === 'changed' && before)
    return (
      <ChangedScreen
        host={probe.host}
        before={before.caFingerprint}
        now={probe.caFingerprint}
        onBack={onBack}
        onRemove={() => onRemove(before)}
      />
    );
  return (
    <Welcome title={t('trust.title')} about={t('trust.about', { host: probe.host })}>
      <div className="d-form">
        <Fingerprint label={t('trust.fingerprint')} value={probe.caFingerprint} />
        <div className="sc-dim">
          {t('trust.names')} {probe.names.join(', ')}
        </div>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <Button loading={busy} onClick={() => void trust()} fullWidth>
          {t('trust.confirm')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onBack} fullWidth data-autofocus>
          {t('trust.other')}
        </Button>
      </div>
    </Welcome>
  );
}

/** SECURITY: shown instead of anything of the site when its authority changed. */
export function ChangedScreen(props: {
  host: string;
  before: string;
  now?: string;
  onBack: () => void;
  onRemove: () => void;
}) {
  return (
    <Welcome title={t('trust.changed.title')}>
      <div className="d-form">
        <Note
          tone="failed"
          icon={<IconShieldX size={18} stroke={1.75} />}
          title={t('trust.changed.text', { host: props.host })}
        >
          {t('trust.changed.todo')}
        </Note>
        <Fingerprint label={t('trust.changed.before')} value={props.before} />
        {props.now === undefined ? null : <Fingerprint label={t('trust.changed.now')} value={props.now} />}
        <Button variant="default" onClick={props.onBack} fullWidth>
          {t('trust.other')}
        </Button>
        <Button variant="subtle" color="red" onClick={props.onRemove} fullWidth>
          {t('trust.changed.remove')}
        </Button>
      </div>
    </Welcome>
  );
}
