import { useReducer } from 'react';
import { FormPanel, type FormPanelProps } from '../../frame/form-panel.tsx';
import { UploadsContext } from '../prompt/uploads.ts';

/** The panel of a call flow's form: uploads are waited for. */
export function FlowPanel({ children, ...props }: Omit<FormPanelProps, 'id' | 'isWaiting'>) {
  const [uploads, count] = useReducer((before: number, more: number) => before + more, 0);
  return (
    <FormPanel {...props} id="flow" isWaiting={uploads > 0}>
      <UploadsContext value={count}>{children}</UploadsContext>
    </FormPanel>
  );
}
