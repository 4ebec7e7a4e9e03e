import { RelativeTime, t } from '@synergycall/ui';
import { IconCloudOff, IconPhoneOff } from '@tabler/icons-react';
import type { Live } from '../agent/live.ts';

/** A quiet line above the page while what it shows may not be so any more. Always in the tree, so that its coming is read out. */
export function Banner({ live }: { live: Pick<Live, 'connection' | 'heardAt' | 'asterisk'> }) {
  return (
    <div role="status" className="p-banner-place">
      {live.connection === 'offline' ? (
        <div className="p-banner">
          <IconCloudOff size={20} stroke={1.6} aria-hidden />
          <span>
            <strong>{t('portal.offline.title')}.</strong>{' '}
            {live.heardAt === null ? (
              t('portal.offline.nothing')
            ) : (
              <span aria-live="off">
                {t('portal.offline.text')} <RelativeTime at={live.heardAt} />.
              </span>
            )}
          </span>
        </div>
      ) : live.asterisk === 'down' ? (
        <div className="p-banner">
          <IconPhoneOff size={20} stroke={1.6} aria-hidden />
          <span>{t('portal.asteriskDown')}</span>
        </div>
      ) : null}
    </div>
  );
}
