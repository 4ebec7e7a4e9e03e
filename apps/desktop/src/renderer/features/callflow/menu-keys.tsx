import { ActionIcon, TextInput } from '@mantine/core';
import { exitOfKey, MENU_KEYS, type FlowExit, type MenuKey } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Problem } from '../../frame/problem.tsx';
import { PickDestination } from '../did/pick-destination.tsx';
import { ExitField } from './exit-fields.tsx';
import type { ExitsProps, SettingsOf } from './kind.ts';

type Menu = SettingsOf<'menu'>;
const MOST_LABEL = 60;

/** What each key leads to and is for, then what becomes of who presses none or a wrong one. */
export function MenuKeys(props: ExitsProps<Menu>) {
  const { exits, settings } = props;
  // Added here, and perhaps nothing chosen for it yet.
  const [added, setAdded] = useState<readonly MenuKey[]>([]);
  const isShown = (key: MenuKey) =>
    added.includes(key) || (exits[exitOfKey(key)] ?? null) !== null || settings.labels[key] !== undefined;
  const shown = MENU_KEYS.filter(isShown);
  const free = MENU_KEYS.filter((key) => !isShown(key));
  const remove = (key: MenuKey) => {
    setAdded(added.filter((each) => each !== key));
    const { [key]: _gone, ...labels } = settings.labels;
    props.onSettings({ ...settings, labels });
    props.onChange(exitOfKey(key), null);
  };
  return (
    <>
      <fieldset className="d-fieldset">
        <legend>{t('menu.keys')}</legend>
        {shown.length === 0 ? (
          <p className="sc-dim d-clear d-menu-none">{t('menu.keys.none')}</p>
        ) : (
          <ul className="d-menu-keys d-clear" aria-label={t('menu.keys')}>
            {shown.map((key) => (
              <KeyRow
                key={key}
                {...props}
                of={key}
                isNew={key === added.at(-1) && (exits[exitOfKey(key)] ?? null) === null}
                onRemove={() => remove(key)}
              />
            ))}
          </ul>
        )}
        {free.length === 0 ? null : (
          <div className="d-menu-free" role="group" aria-label={t('menu.key.add')}>
            <span className="sc-dim">{t('menu.key.add')}</span>
            {free.map((key) => (
              <button
                key={key}
                type="button"
                className="d-key d-key-button"
                aria-label={t('menu.key.addNamed', { key })}
                onClick={() => setAdded([...added, key])}
              >
                {key}
              </button>
            ))}
          </div>
        )}
      </fieldset>
      <fieldset className="d-fieldset">
        <legend>{t('menu.silence')}</legend>
        {SILENCE.map((exit, n) => (
          <ExitField key={exit} {...props} exit={exit} isFirst={n === 0} />
        ))}
      </fieldset>
    </>
  );
}
const SILENCE: readonly FlowExit[] = ['timeout', 'invalid'];

function KeyRow(props: ExitsProps<Menu> & { of: MenuKey; isNew: boolean; onRemove: () => void }) {
  const { of: key, settings } = props;
  const exit = exitOfKey(key);
  const target = props.exits[exit] ?? null;
  const wrong = props.problem(exit);
  return (
    <li>
      <kbd className="d-key">{key}</kbd>
      <div className="d-menu-leads">
        {/* No way on but a key may lead back, also to this menu: whoever presses it is no loop. */}
        <PickDestination
          tenantId={props.tenantId}
          label={t('menu.key.leads', { key })}
          hideLabel
          value={target}
          onChange={(to) => props.onChange(exit, to)}
          autoFocus={props.isNew}
          quiet
        />
        <Problem>{wrong}</Problem>
        {target === null && !wrong ? <p className="sc-dim">{t('menu.key.nowhere')}</p> : null}
      </div>
      <TextInput
        className="d-menu-label"
        aria-label={t('menu.key.label', { key })}
        placeholder={t('menu.key.label.placeholder')}
        dir="auto"
        autoComplete="off"
        maxLength={MOST_LABEL}
        value={settings.labels[key] ?? ''}
        error={props.settingsProblem(`labels.${key}`)}
        onChange={(event) =>
          props.onSettings({ ...settings, labels: { ...settings.labels, [key]: event.currentTarget.value } })
        }
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={t('menu.key.remove', { key })}
        onClick={props.onRemove}
      >
        <IconX size={14} stroke={1.75} />
      </ActionIcon>
    </li>
  );
}
