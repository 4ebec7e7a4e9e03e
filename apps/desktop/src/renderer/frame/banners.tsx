import { formatMoment, t } from '@synergycall/ui';
import { IconCloudOff, IconPhoneOff } from '@tabler/icons-react';
import { DriftBanner } from '../features/drift/drift-banner.tsx';
import { useSession } from '../features/session/session.ts';
import { useLive } from './window-state.ts';

/** Quiet lines above the page when what it shows may not be so any more. */
export function Banners() {
  const { site } = useSession();
  const { connection, heardAt, asterisk } = useLive();
  if (connection === 'offline')
    return (
      <div className="d-banner" role="status">
        <IconCloudOff size={16} stroke={1.6} aria-hidden />
        {t('connection.banner', {
          host: site.host,
          time: heardAt === null ? t('common.unknown') : formatMoment(heardAt),
        })}
      </div>
    );
  return (
    <>
      {asterisk === 'down' ? (
        <div className="d-banner" role="status">
          <IconPhoneOff size={16} stroke={1.6} aria-hidden />
          {t('connection.asteriskDown')}
        </div>
      ) : null}
      <DriftBanner />
    </>
  );
}
