import { app, BrowserWindow, clipboard, ipcMain, Menu, nativeTheme, protocol, safeStorage, session } from 'electron';
import { join } from 'node:path';
import { EVENT_CHANNEL } from '../bridge/names.ts';
import { bridgeHandlers, type Vault } from './calls.ts';
import { openBridge } from './ipc.ts';
import { appProtocol } from './protocol.ts';
import { APP_ORIGIN, WEB_PREFERENCES, lockDown } from './security.ts';
import { siteStore } from './site-store.ts';

/**
 * The only file that knows Electron (with the preload): it hands Electron's parts to the modules beside it, which are
 * tested in Node without it.
 */
// The folder of what is kept is named after it.
app.setName('SynergyCall');
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: false } },
]);
app.enableSandbox();
if (!app.requestSingleInstanceLock()) app.quit();

/** SECURITY: tokens are kept only where the system's key store encrypts them; `basic_text` of Linux is no encryption. */
const vault: Vault = {
  seal: (token) => (hasKeyStore() ? safeStorage.encryptString(token).toString('base64') : null),
  unseal: (sealed) => {
    try {
      return hasKeyStore() ? safeStorage.decryptString(Buffer.from(sealed, 'base64')) : null;
    } catch {
      return null;
    }
  },
};
const hasKeyStore = (): boolean =>
  safeStorage.isEncryptionAvailable() &&
  (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');

function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'SynergyCall',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#171b22' : '#ffffff',
    webPreferences: { ...WEB_PREFERENCES, preload: join(import.meta.dirname, '../preload/index.cjs') },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

app.on('web-contents-created', (_event, contents) => lockDown(contents));
app.on('window-all-closed', () => app.quit());

void app.whenReady().then(() => {
  // No menu means no reload and no developer tools by shortcut; macOS needs its own for copy and paste.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
  const serve = appProtocol(join(import.meta.dirname, '../renderer'));
  session.defaultSession.protocol.handle('app', serve);
  const { handlers, close } = bridgeHandlers({
    sites: siteStore(join(app.getPath('userData'), 'sites.json')),
    vault,
    writeClipboard: (text) => clipboard.writeText(text),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    send: (event) => {
      for (const window of BrowserWindow.getAllWindows()) window.webContents.send(EVENT_CHANNEL, event);
    },
    now: () => new Date(),
  });
  openBridge(
    {
      handle: (channel, listener) =>
        ipcMain.handle(channel, (event, input: unknown) => {
          const frame = event.senderFrame;
          return listener({ senderFrame: frame && { url: frame.url, isMainFrame: frame.parent === null } }, input);
        }),
    },
    handlers,
  );
  app.on('before-quit', close);
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0];
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  openWindow();
});
