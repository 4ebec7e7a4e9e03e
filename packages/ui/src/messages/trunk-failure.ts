import type { FailureOf } from '@synergycall/domain';
import type { FailureText } from './failure.ts';
import { t } from './t.ts';

/** What is refused of a trunk alone, so to admins alone: the portal does without these words. */
type TrunkFailure = FailureOf<
  | 'trunk.match-overlaps'
  | 'trunk.match-covers-phone'
  | 'trunk.private-address'
  | 'trunk.host-is-box'
  | 'trunk.test-refused'
>;

export function trunkFailureText(f: TrunkFailure): FailureText {
  switch (f.code) {
    case 'trunk.match-overlaps':
      return { title: t('trunk.refused.match-overlaps.title', f), todo: t('trunk.refused.match-overlaps.todo') };
    case 'trunk.match-covers-phone':
      return {
        title: t('trunk.refused.match-covers-phone.title', f),
        todo: t('trunk.refused.match-covers-phone.todo'),
      };
    case 'trunk.private-address':
      return { title: t('trunk.refused.private-address.title', f), todo: t('trunk.refused.private-address.todo') };
    case 'trunk.test-refused':
      return {
        title:
          f.reason === 'busy' || f.reason === 'often'
            ? t(`trunk.refused.test-refused.${f.reason}`)
            : t(`trunk.refused.test-refused.${f.reason}`, { number: f.number }),
        todo: t(`trunk.refused.test-refused.${f.reason}.todo`),
      };
    case 'trunk.host-is-box':
      return { title: t('trunk.refused.host-is-box.title', f), todo: t('trunk.refused.host-is-box.todo') };
  }
}
