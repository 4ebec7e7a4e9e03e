import { Button } from '@mantine/core';
import { t } from '@synergycall/ui';
import { Component, type ReactNode } from 'react';
import { Trouble } from './trouble.tsx';

/** Catches what a page throws while drawing, also the part of the program that could not be fetched. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (this.state.error === undefined) return this.props.children;
    // Rolldown and Chromium agree on no class for a chunk that did not come; being offline is the usual reason.
    const failure = navigator.onLine
      ? ({ code: 'client.unexpected', detail: 'render' } as const)
      : ({ code: 'client.unreachable', host: location.host } as const);
    return (
      <div>
        <Trouble failure={failure} />
        <div className="p-center">
          <Button variant="default" onClick={() => location.reload()}>
            {t('portal.trouble.reload')}
          </Button>
        </div>
      </div>
    );
  }
}
