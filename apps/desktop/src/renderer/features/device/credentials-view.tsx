import { Button } from '@mantine/core';
import type { DeviceCredentials } from '@synergycall/domain';
import { CopyField, Note, Qr, t } from '@synergycall/ui';
import { IconCopy, IconEyeExclamation } from '@tabler/icons-react';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import { bridge } from '../../agent/bridge.ts';

const copy = async (text: string): Promise<void> => void (await bridge().invoke('clipboard.write', { text }));

/** SECURITY: the one time that a secret is on a screen. It lives in this component's props alone, never in a cache. */
export function CredentialsView({ credentials: c, label }: { credentials: DeviceCredentials; label: string }) {
  const [copied, setCopied] = useState(false);
  const rows = [
    [t('credentials.username'), c.sipUsername],
    [t('credentials.secret'), c.secret],
    [t('credentials.server'), c.server],
    [t('credentials.port'), String(c.port)],
    [t('credentials.transport'), c.transport.toUpperCase()],
    [t('credentials.realm'), c.realm],
  ] as const;
  const asText = rows.map(([name, value]) => `${name}: ${value}`).join('\n');
  return (
    <section className="d-credentials" aria-label={t('credentials.title', { label })}>
      <Note tone="pending" icon={<IconEyeExclamation size={17} stroke={1.75} />} title={t('credentials.once')}>
        {t('credentials.onceText')}
      </Note>
      <div className="d-credentials-rows">
        {rows.map(([name, value]) => (
          <CopyField key={name} label={name} value={value} copy={copy} />
        ))}
      </div>
      <div className="d-credentials-foot">
        <Qr label={t('credentials.qr')} caption={t('credentials.qrCaption')}>
          <QRCodeSVG value={asText} size={148} level="M" title={t('credentials.qr')} />
        </Qr>
        <Button
          variant="default"
          leftSection={<IconCopy size={15} stroke={1.75} />}
          onClick={() => {
            void copy(asText);
            setCopied(true);
          }}
        >
          {copied ? t('credentials.copiedAll') : t('credentials.copyAll')}
        </Button>
      </div>
    </section>
  );
}
