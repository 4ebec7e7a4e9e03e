import { EXITS, type FlowExit } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { Problem } from '../../frame/problem.tsx';
import { PickDestination } from '../did/pick-destination.tsx';
import { endText, exitTitle } from './exit-words.ts';
import type { ExitsProps } from './kind.ts';

/** Where calls go on from here, one field for each way that the kind has. */
export function ExitFields(props: ExitsProps) {
  const ways = EXITS[props.kind];
  if (ways.length === 0) return null;
  return (
    <fieldset className="d-fieldset">
      <legend>{t('callflow.exits')}</legend>
      {ways.map((exit, n) => (
        <ExitField key={exit} {...props} exit={exit} isFirst={n === 0} />
      ))}
    </fieldset>
  );
}

type Of = Pick<ExitsProps, 'tenantId' | 'kind' | 'exits' | 'itself' | 'onChange' | 'problem'>;

/** Where one of the ways leads. */
export function ExitField(props: Of & { exit: FlowExit; isFirst: boolean }) {
  const { exit } = props;
  return (
    <div className={props.isFirst ? 'd-clear' : undefined}>
      <PickDestination
        tenantId={props.tenantId}
        label={exitTitle(exit, props.kind)}
        value={props.exits[exit] ?? null}
        onChange={(target) => props.onChange(exit, target)}
        clearable
        nowhere={endText(exit)}
        {...(props.itself === undefined ? {} : { except: props.itself })}
        quiet
      />
      <Problem>{props.problem(exit)}</Problem>
    </div>
  );
}
