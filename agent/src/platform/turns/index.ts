/** Work that is done one piece after the other, and all of it once more, later, where a piece failed. */
export interface Turns {
  readonly isClosed: boolean;
  /** After what is under way; never rejects: what fails is told, and comes again. */
  inTurn(work: () => Promise<void>): Promise<void>;
  /** Everything once more, after a while. */
  again(): void;
  /** Tells of it, and everything comes again. */
  failed(err: unknown): void;
  /** Nothing comes again. */
  close(): void;
}

export interface TurnsOptions {
  readonly everything: () => Promise<void>;
  readonly onFailure: (err: unknown) => void;
  readonly retryMs: number;
}

export function turns({ everything, onFailure, retryMs }: TurnsOptions): Turns {
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  function again(): void {
    if (isClosed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void everything();
    }, retryMs);
  }
  function failed(err: unknown): void {
    onFailure(err);
    again();
  }
  return {
    get isClosed() {
      return isClosed;
    },
    inTurn(work) {
      turn = turn.then(work).catch(failed);
      return turn;
    },
    again,
    failed,
    close() {
      isClosed = true;
      clearTimeout(retry);
    },
  };
}
