import type { ImportPreview } from '@synergycall/domain';
import { Page, t, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { EarlierImports } from './earlier-imports.tsx';
import { ImportReview } from './import-review.tsx';
import { ImportSource, type Source } from './import-source.tsx';
import { formatOf } from './import-words.ts';

type State =
  | { tag: 'choosing'; failure?: AnyFailure }
  | { tag: 'looking'; source: Source }
  | { tag: 'looked'; source: Source; preview: ImportPreview };

/** An import in two steps: a file, then every row of it as it would be imported. Nothing is written before the second. */
export function ImportPage() {
  const client = useTRPCClient();
  const [state, setState] = useState<State>({ tag: 'choosing' });
  const look = async (source: Source) => {
    setState({ tag: 'looking', source });
    const { text } = source;
    const result = await outcome(client.did.previewImport.mutate({ format: formatOf(text), text }));
    setState(result.ok ? { tag: 'looked', source, preview: result.value } : { tag: 'choosing', failure: result.error });
  };
  const isLooked = state.tag === 'looked';
  return (
    <Page
      fill={isLooked}
      back={<BackLink href={routes.inventory()}>{t('inventory.title')}</BackLink>}
      title={t('import.title')}
      about={isLooked ? t('import.about.file', { name: state.source.name }) : t('import.about')}
    >
      {isLooked ? (
        <ImportReview
          source={state.source}
          preview={state.preview}
          onAgain={() => void look(state.source)}
          onOther={() => setState({ tag: 'choosing' })}
        />
      ) : (
        <div className="d-readable">
          <ImportSource
            busy={state.tag === 'looking'}
            failure={state.tag === 'choosing' ? state.failure : undefined}
            onSource={(source) => void look(source)}
          />
          <EarlierImports />
        </div>
      )}
    </Page>
  );
}
