import { NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { t } from '@synergycall/ui';
import { PromptField } from '../prompt/prompt-field.tsx';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { shownNumber, writtenNumber } from './number-input.ts';

/** What callers hear on arrival and while they wait. */
export function QueueHears({ settings, onChange, problem }: FieldsProps<SettingsOf<'queue'>>) {
  const says = settings.repeatPromptId !== null || settings.sayPosition || settings.sayHoldTime;
  return (
    <fieldset className="d-fieldset">
      <legend>{t('queue.callersHear')}</legend>
      <div className="d-clear">
        <PromptField
          label={t('queue.arrival')}
          none={t('queue.nothing')}
          value={settings.promptId}
          onChange={(promptId) => onChange({ ...settings, promptId })}
          problem={problem('promptId')}
        />
      </div>
      <div>
        <span className="d-label" id="queue-hears">
          {t('queue.hears')}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="queue-hears"
          value={settings.hears}
          onChange={(value) => onChange({ ...settings, hears: value === 'ringing' ? 'ringing' : 'music' })}
          data={(['music', 'ringing'] as const).map((value) => ({ value, label: t(`queue.hears.${value}`) }))}
        />
      </div>
      {settings.hears === 'music' ? (
        <PromptField
          label={t('queue.music')}
          none={t('queue.music.none')}
          value={settings.musicPromptId}
          onChange={(musicPromptId) => onChange({ ...settings, musicPromptId })}
          problem={problem('musicPromptId')}
        />
      ) : null}
      <PromptField
        label={t('queue.repeated')}
        none={t('queue.nothing')}
        value={settings.repeatPromptId}
        onChange={(repeatPromptId) => onChange({ ...settings, repeatPromptId })}
        problem={problem('repeatPromptId')}
      />
      <Switch
        label={t('queue.sayPosition')}
        checked={settings.sayPosition}
        onChange={(event) => onChange({ ...settings, sayPosition: event.currentTarget.checked })}
      />
      <Switch
        label={t('queue.sayHoldTime')}
        checked={settings.sayHoldTime}
        onChange={(event) => onChange({ ...settings, sayHoldTime: event.currentTarget.checked })}
      />
      {says ? (
        <NumberInput
          className="d-queue-every"
          label={t('queue.every')}
          suffix=" s"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={shownNumber(settings.repeatSeconds)}
          error={problem('repeatSeconds')}
          onChange={(value) => onChange({ ...settings, repeatSeconds: writtenNumber(value) })}
        />
      ) : null}
    </fieldset>
  );
}
