import { bridgeCalls } from '../bridge/names.ts';
import { bridgeInputs } from '../bridge/contract.ts';
import type { bridgeHandlers } from './calls.ts';
import { isTrustedSender } from './security.ts';

/** What of Electron's ipcMain is needed. */
export interface IpcMain {
  handle(channel: string, listener: (event: IpcEvent, input: unknown) => Promise<unknown>): void;
}
export interface IpcEvent {
  senderFrame: { url: string; isMainFrame: boolean } | null;
}

/**
 * Opens the bridge. SECURITY: a call is taken only from the app's own main frame and only with input of its schema; the
 * refusals say no more than that.
 */
export function openBridge(ipc: IpcMain, handlers: ReturnType<typeof bridgeHandlers>['handlers']): void {
  for (const call of bridgeCalls)
    ipc.handle(call, async (event, input) => {
      if (!isTrustedSender(frameOf(event))) throw new Error('refused: unknown sender');
      if (!bridgeInputs[call].safeParse(input).success) throw new Error(`refused: bad input for ${call}`);
      return await handlers[call](input);
    });
}

const frameOf = (event: IpcEvent): { url: string; isMainFrame: boolean } | null =>
  event.senderFrame === null ? null : { url: event.senderFrame.url, isMainFrame: event.senderFrame.isMainFrame };
