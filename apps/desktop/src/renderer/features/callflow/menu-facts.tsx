import { exitOfKey, MENU_KEYS, type FlowView } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import { PromptLine } from '../prompt/prompt-line.tsx';
import type { SettingsOf } from './kind.ts';

type Menu = SettingsOf<'menu'>;

/** "1 Sales, 2 Support, * Main menu": what a key is called, or what it leads to. */
export function menuAbout({ exits }: FlowView, { labels, promptId }: Menu): string {
  const keys = MENU_KEYS.flatMap((key) => {
    const to = exits[exitOfKey(key)];
    return to ? [t('menu.about.key', { key, to: labels[key] ?? to.name })] : [];
  });
  const said = keys.length === 0 ? t('menu.about.none') : keys.join(', ');
  return promptId === null ? t('menu.about.unrecorded', { keys: said }) : said;
}

export function MenuFacts({ flow, settings }: { flow: FlowView; settings: Menu }) {
  const { promptId, promptText, waitSeconds, tries, dialling } = settings;
  return (
    <>
      <h3 className="d-peek-sub">{t('menu.announcement')}</h3>
      {promptId === null ? (
        <p className="d-lead d-warn">{t('menu.recording.missing')}</p>
      ) : (
        <PromptLine tenantId={flow.tenantId} id={promptId} />
      )}
      {promptText === '' ? null : (
        <blockquote className="d-menu-text" dir="auto">
          {promptText}
        </blockquote>
      )}
      <Facts
        rows={[
          [t('menu.wait'), t('callflow.seconds', { s: waitSeconds })],
          [t('menu.tries'), String(tries)],
          [t('menu.dialling'), t(dialling ? 'menu.dialling.yes' : 'menu.dialling.no')],
        ]}
      />
    </>
  );
}
