import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';

/** In the dialog of a deletion: what hangs on the object, and the question what should be there instead. */
export function AskInstead(props: {
  lead: string;
  uses: ReactNode;
  /** Something hangs on it. */
  isAsked: boolean;
  question: string;
  choice: 'other' | 'none' | undefined;
  onChoose: (choice: 'other' | 'none') => void;
  other: string;
  /** Which other. */
  picker: ReactNode;
  none: string;
}) {
  return (
    <div className="d-leads-here">
      <p className="d-lead">{props.lead}</p>
      {props.uses}
      {props.isAsked ? (
        <Radio.Group
          label={props.question}
          value={props.choice ?? ''}
          onChange={(value) => props.onChoose(value === 'other' ? 'other' : 'none')}
        >
          <div className="d-choices">
            <Radio value="other" label={props.other} />
            {props.choice === 'other' ? props.picker : null}
            <Radio value="none" label={props.none} />
          </div>
        </Radio.Group>
      ) : null}
    </div>
  );
}
