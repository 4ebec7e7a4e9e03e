import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_NAME, EVENT_CHANNEL, bridgeCalls } from '../bridge/names.ts';

/**
 * SECURITY: the only thing the page gets. Channels outside the list can't be named, and the listener never sees
 * Electron's event object (it would carry the sender).
 */
const allowed: ReadonlySet<string> = new Set(bridgeCalls);

contextBridge.exposeInMainWorld(BRIDGE_NAME, {
  invoke: (call: string, input: unknown) =>
    allowed.has(call) ? ipcRenderer.invoke(call, input) : Promise.reject(new Error(`no such call: ${call}`)),
  onEvent: (listener: (event: unknown) => void) => {
    const relay = (_: unknown, event: unknown) => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, relay);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, relay);
    };
  },
});
