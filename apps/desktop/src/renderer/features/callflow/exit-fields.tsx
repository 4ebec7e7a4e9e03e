import { EXITS } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { PickDestination } from '../did/pick-destination.tsx';
import { endText, exitTitle } from './exit-words.ts';
import type { ExitsProps } from './kind.ts';

/** Where calls go on from here, one field for each way that the kind has. */
export function ExitFields(props: ExitsProps) {
  return (
    <fieldset className="d-fieldset">
      <legend>{t('callflow.exits')}</legend>
      {EXITS[props.kind].map((exit, n) => (
        <div key={exit} className={n === 0 ? 'd-clear' : undefined}>
          <PickDestination
            tenantId={props.tenantId}
            label={exitTitle(exit)}
            value={props.exits[exit] ?? null}
            onChange={(target) => props.onChange(exit, target)}
            clearable
            nowhere={endText(exit)}
            {...(props.itself === undefined ? {} : { except: props.itself })}
            quiet
          />
          {props.problem(exit) ? <p className="d-danger">{props.problem(exit)}</p> : null}
        </div>
      ))}
    </fieldset>
  );
}
