import { Button } from '@mantine/core';
import type { AccountView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { TroubleNote } from '../../frame/trouble.tsx';
import { WholePage } from '../../frame/whole-page.tsx';
import { Doorway } from './doorway.tsx';
import type { Leaving } from './session.ts';

/** For an account without a phone of its own, such as an admin's. */
export function OtherRoleScreen(props: {
  account: Pick<AccountView, 'name' | 'email'>;
  leaving: Leaving;
  onSignOut: () => void;
}) {
  return (
    <Doorway>
      <WholePage
        icon={<IconDeviceDesktop size={32} stroke={1.5} />}
        title={t('portal.otherRole.title')}
        action={
          <Button variant="default" onClick={props.onSignOut} loading={props.leaving.tag === 'busy'}>
            {t('portal.me.signOut')}
          </Button>
        }
      >
        <p className="sc-panel-text p-wrap">{t('portal.otherRole.text', { name: props.account.name })}</p>
        <p className="sc-panel-text p-wrap">{t('portal.otherRole.email', { email: props.account.email })}</p>
      </WholePage>
      {props.leaving.tag === 'failed' ? <TroubleNote failure={props.leaving.failure} /> : null}
    </Doorway>
  );
}
