import { Button } from '@mantine/core';
import { t } from '@synergycall/ui';

/** At the end of a form that stands on its page: save what differs, or drop it. */
export const FormActions = (props: { busy: boolean; isDirty: boolean; onDiscard: () => void }) => (
  <div className="d-form-actions">
    <Button type="submit" loading={props.busy} disabled={!props.isDirty}>
      {t('user.save')}
    </Button>
    {props.isDirty ? (
      <Button variant="subtle" color="gray" onClick={props.onDiscard}>
        {t('common.discard')}
      </Button>
    ) : null}
  </div>
);
