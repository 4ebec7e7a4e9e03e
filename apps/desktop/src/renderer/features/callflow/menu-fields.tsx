import { NumberInput, Switch, Textarea } from '@mantine/core';
import { t } from '@synergycall/ui';
import { PromptField } from '../prompt/prompt-field.tsx';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { shownNumber, writtenNumber } from './number-input.ts';

/** What callers hear, how long and how often they are asked, and whether they may dial extensions. */
export function MenuFields({ settings, onChange, problem }: FieldsProps<SettingsOf<'menu'>>) {
  const { promptId, promptText } = settings;
  const number = (field: 'waitSeconds' | 'tries', suffix: string) => ({
    suffix,
    hideControls: true,
    allowDecimal: false,
    allowNegative: false,
    value: shownNumber(settings[field]),
    error: problem(field),
    onChange: (value: number | string) => onChange({ ...settings, [field]: writtenNumber(value) }),
  });
  return (
    <>
      <fieldset className="d-fieldset">
        <legend>{t('menu.announcement')}</legend>
        <div className="d-clear">
          <PromptField
            label={t('menu.recording')}
            none={t('menu.recording.none')}
            value={promptId}
            onChange={(id) => onChange({ ...settings, promptId: id })}
            problem={problem('promptId')}
          />
        </div>
        <Textarea
          label={promptId === null ? t('menu.text.toRecord') : t('menu.text.says')}
          description={promptId === null ? t('menu.text.hint') : undefined}
          placeholder={t('menu.text.placeholder')}
          dir="auto"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          value={promptText}
          error={problem('promptText')}
          onChange={(event) => onChange({ ...settings, promptText: event.currentTarget.value })}
        />
      </fieldset>
      <div className="d-pair d-pair-even">
        <NumberInput label={t('menu.wait')} description={t('menu.wait.hint')} {...number('waitSeconds', ' s')} />
        <NumberInput label={t('menu.tries')} description={t('menu.tries.hint')} {...number('tries', '')} />
      </div>
      <Switch
        label={t('menu.dialling')}
        description={t('menu.dialling.hint')}
        checked={settings.dialling}
        onChange={(event) => onChange({ ...settings, dialling: event.currentTarget.checked })}
      />
    </>
  );
}
