import { createPolicyInput, type PolicyView, type Result } from '@synergycall/domain';
import { t, type AnyFailure } from '@synergycall/ui';
import { NameDialog } from '../../frame/name-dialog.tsx';

/** Asks for a name: of a new policy, of a copy, of the same one. */
export const NamePolicy = (props: {
  title: string;
  submit: string;
  initial: string;
  about?: string;
  said?: (policy: PolicyView) => string;
  save: (name: string) => Promise<Result<PolicyView, AnyFailure>>;
  onSaved?: (policy: PolicyView) => void;
  onClose: () => void;
}) => (
  <NameDialog
    said={({ name }) => t('trunk.created.toast', { name })}
    {...props}
    placeholder={t('policy.name.placeholder')}
    schema={createPolicyInput.pick({ name: true })}
  />
);
