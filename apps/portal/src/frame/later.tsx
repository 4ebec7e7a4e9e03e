import { Skeleton } from '@mantine/core';
import { t } from '@synergycall/ui';
import { useEffect, useState, type ComponentType } from 'react';

export interface Later {
  readonly Page: ComponentType;
  /** Fetches the part of the program without showing it. */
  fetch(): Promise<unknown>;
}

/**
 * A page whose program comes when it is wanted. Not `React.lazy`: that shows its fallback for 300 ms even when the
 * program is here already, on each first visit of a tab.
 */
export function later(load: () => Promise<ComponentType>): Later {
  let here: ComponentType | undefined;
  const fetch = async (): Promise<void> => {
    here ??= await load();
  };
  function Page() {
    const [state, setState] = useState<{ tag: 'waiting' } | { tag: 'here' } | { tag: 'failed'; error: unknown }>({
      tag: 'waiting',
    });
    useEffect(() => {
      if (here === undefined)
        fetch().then(
          () => setState({ tag: 'here' }),
          (error: unknown) => setState({ tag: 'failed', error }),
        );
    }, []);
    // For the error boundary around the page.
    if (state.tag === 'failed') throw state.error;
    const Here = here;
    return Here === undefined ? (
      <Skeleton height={32} width="50%" role="status" aria-label={t('portal.loading')} />
    ) : (
      <Here />
    );
  }
  return { Page, fetch };
}
