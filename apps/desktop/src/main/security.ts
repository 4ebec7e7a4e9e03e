/** The app's own origin: a standard, secure scheme that only this process serves. */
export const APP_ORIGIN = 'app://synergycall';

/**
 * SECURITY: no script but our own files, no connection at all (the agent is reached by main, never by the page),
 * no frames, no plugins. Mantine writes style elements, so styles may be inline.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** SECURITY: asserted by tests; nothing here may be loosened without a review. */
export const WEB_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;

/** May the window go there? Only within the app itself. */
export const mayNavigate = (url: string): boolean => url.startsWith(`${APP_ORIGIN}/`);

/** SECURITY: a frame may call main only from the app's own origin, and only as the main frame. */
export const isTrustedSender = (frame: { url: string; isMainFrame: boolean } | null): boolean =>
  frame !== null && frame.isMainFrame && frame.url.startsWith(`${APP_ORIGIN}/`);

/** What of a web-contents is needed to lock it down: the shape of Electron's. */
export interface Lockable {
  setWindowOpenHandler: (handler: () => { action: 'deny' }) => void;
  on(event: 'will-navigate', listener: (details: { url: string; preventDefault: () => void }) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault: () => void }) => void): unknown;
  session: {
    setPermissionRequestHandler: (
      handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void,
    ) => void;
    setPermissionCheckHandler: (handler: () => boolean) => void;
  };
}

/** SECURITY: no new windows, no way out of the app, no web views, no permissions. */
export function lockDown(contents: Lockable): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (details) => {
    if (!mayNavigate(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  contents.session.setPermissionCheckHandler(() => false);
}
