import type { BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import { isKeyAllowed } from './keys.ts';

/** The only recipe for a window. Left out on purpose: every option that only exists to loosen something. */
export function windowOptions(preload: string, bounds: Rectangle): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    kiosk: true,
    fullscreen: true,
    frame: false,
    resizable: false,
    movable: false,
    minimizable: false,
    alwaysOnTop: true,
    backgroundColor: '#f7f3ea',
    title: '松柏',
    webPreferences: {
      preload,
      // Without `persist:` the session lives in memory and dies with the process.
      partition: 'kiosk',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      devTools: false,
      spellcheck: false,
      disableDialogs: true,
      navigateOnDragDrop: false,
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
    },
  };
}

/**
 * Shuts every way out of a page. Called from `web-contents-created`, which fires inside the window's
 * constructor: nothing can be loaded before it.
 */
export function guardContents(contents: WebContents, onRefused: (what: string) => void): void {
  const prevent =
    (what: string) =>
    (event: { preventDefault(): void }): void => {
      event.preventDefault();
      onRefused(what);
    };
  contents.on('will-navigate', prevent('will-navigate'));
  contents.on('will-frame-navigate', prevent('will-frame-navigate'));
  contents.on('will-redirect', prevent('will-redirect'));
  contents.on('will-attach-webview', prevent('will-attach-webview'));
  contents.setWindowOpenHandler(() => {
    onRefused('window-open');
    return { action: 'deny' };
  });
  // A page that does not want to go has no say.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('before-input-event', (event, input) => {
    if (!isKeyAllowed(input)) event.preventDefault();
  });
  contents.on('certificate-error', (event, _url, _error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
    onRefused('certificate');
  });
  contents.on('login', prevent('login'));
  contents.on('select-bluetooth-device', prevent('bluetooth'));
  contents.on('zoom-changed', () => contents.setZoomLevel(0));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
