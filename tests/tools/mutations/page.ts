import type { Mutation } from './mutation.ts';

const window = 'app/shell/window.ts';
const session = 'app/shell/session.ts';
const boot = 'app/shell/boot.ts';
const kiosk = 'app/shell/kiosk-window.ts';
const keys = 'app/shell/keys.ts';
const verbs = 'app/shell/verbs.ts';
const scheme = 'app/terminal/host/app-scheme.ts';

function option(line: string, replace: string): Mutation {
  const [name = ''] = line.split(':');
  return {
    name: `window option ${line}`,
    file: window,
    find: line,
    replace,
    test: 'boot.test.ts',
    red: name === '' ? '' : 'reviewed recipe',
  };
}

/** A guard of the page's contents, by the text that registers it. */
function guard(name: string, find: string, replace = ''): Mutation {
  return { name: `guard ${name}`, file: window, find, replace, test: 'guards.test.ts', red: name };
}

/** What the window is and what the page may do in it. Numbers: rows of Electron's security checklist. */
export const PAGE: readonly Mutation[] = [
  // 1, 18: one scheme, own files only
  {
    name: 'manifest not asked',
    file: scheme,
    find: 'return manifest.has(path) ? path : undefined;',
    replace: "return manifest.has(path) ? path : '/index.html';",
    test: 'scheme.test.ts',
    red: 'fuzzed',
  },
  {
    name: 'host not compared',
    file: scheme,
    find: 'return url === ORIGIN || url.startsWith(`${ORIGIN}/`);',
    replace: 'return url.startsWith(ORIGIN);',
    test: 'permissions.test.ts',
    red: 'whole table',
  },
  {
    name: 'addresses decoded',
    file: scheme,
    find: 'const path = url.slice(ORIGIN.length);',
    replace: "const path = url.slice(ORIGIN.length).replace(/\\/\\//g, '/').replace(/[?#].*/, '');",
    test: 'scheme.test.ts',
    red: 'no other name',
  },
  {
    name: 'any method answered',
    file: scheme,
    find: " || method !== 'GET'",
    replace: '',
    test: 'scheme.test.ts',
    red: 'does not answer',
  },
  {
    name: 'hash not compared',
    file: scheme,
    find: '!== entry.sha256',
    replace: "=== ''",
    test: 'scheme.test.ts',
    red: 'altered on disk',
  },
  {
    name: 'scheme bypasses the CSP',
    file: scheme,
    find: 'stream: true }',
    replace: 'stream: true, bypassCSP: true }',
    test: 'boot.test.ts',
    red: 'registers app:',
  },
  {
    name: 'scheme registered too late',
    file: boot,
    find: '  electron.protocol.registerSchemesAsPrivileged([SCHEME]);\n',
    replace: '',
    test: 'boot.test.ts',
    red: 'registers app:',
  },
  // 2–4: no Node, isolated, sandboxed
  option('sandbox: true', 'sandbox: false'),
  option('contextIsolation: true', 'contextIsolation: false'),
  option('nodeIntegration: false', 'nodeIntegration: true'),
  option('nodeIntegrationInWorker: false', 'nodeIntegrationInWorker: true'),
  option('nodeIntegrationInSubFrames: false', 'nodeIntegrationInSubFrames: true'),
  {
    name: 'app without sandbox',
    file: boot,
    find: '  app.enableSandbox();\n',
    replace: '',
    test: 'boot.test.ts',
    red: 'into the sandbox',
  },
  // 11–12: webview
  option('webviewTag: false', 'webviewTag: true'),
  guard('will-attach-webview', "  contents.on('will-attach-webview', prevent('will-attach-webview'));\n"),
  // 13–14: navigation and windows
  guard('will-navigate', "  contents.on('will-navigate', prevent('will-navigate'));\n"),
  guard('will-frame-navigate', "  contents.on('will-frame-navigate', prevent('will-frame-navigate'));\n"),
  guard('will-redirect', "  contents.on('will-redirect', prevent('will-redirect'));\n"),
  guard('window.open', "action: 'deny'", "action: 'allow'"),
  {
    name: 'guards after the load',
    file: boot,
    find: "  app.on('web-contents-created'",
    replace: "  app.on('guards-forgotten' as 'web-contents-created'",
    test: 'guards.test.ts',
    red: 'before the first byte',
  },
  {
    name: 'breach without fresh page',
    file: kiosk,
    find: "    restart('breach');\n",
    replace: '',
    test: 'guards.test.ts',
    red: 'start page',
  },
  // 15: openExternal
  {
    name: 'openExternal',
    file: kiosk,
    find: '  const { app, screen } = electron;',
    replace:
      "  const { app, screen } = electron;\n  void (electron as unknown as { shell: { openExternal(url: string): void } }).shell?.openExternal('x');",
    test: 'rules.test.ts',
    red: 'break none',
  },
  // kiosk
  option('kiosk: true', 'kiosk: false'),
  option('devTools: false', 'devTools: true'),
  option("partition: 'kiosk'", "partition: 'persist:kiosk'"),
  option('navigateOnDragDrop: false', 'navigateOnDragDrop: true'),
  option('spellcheck: false', 'spellcheck: true'),
  option('disableDialogs: true', 'disableDialogs: false'),
  {
    name: 'shortcuts',
    file: keys,
    find: '!press.control && ',
    replace: '',
    test: 'keys.test.ts',
    red: 'whole table',
  },
  {
    name: 'function keys',
    file: keys,
    find: '/^([0-9xX]|',
    replace: '/^([0-9xX]|F\\d+|',
    test: 'keys.test.ts',
    red: 'whole table',
  },
  {
    name: 'key filter in the window',
    file: window,
    find: 'if (!isKeyAllowed(input)) event.preventDefault();',
    replace: 'isKeyAllowed(input);',
    test: 'keys.test.ts',
    red: 'in the window itself',
  },
  {
    name: 'menu',
    file: boot,
    find: '  electron.Menu.setApplicationMenu(null);\n',
    replace: '',
    test: 'boot.test.ts',
    red: 'no menu',
  },
  {
    name: 'zoom',
    file: window,
    find: "  contents.on('zoom-changed', () => contents.setZoomLevel(0));\n",
    replace: '',
    test: 'guards.test.ts',
    red: 'zoom',
  },
  {
    name: 'WebRTC',
    file: window,
    find: "  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');\n",
    replace: '',
    test: 'guards.test.ts',
    red: 'WebRTC',
  },
  {
    name: 'printing',
    file: verbs,
    find: "      Object.defineProperty(globalThis, 'print', nothing);\n",
    replace: '',
    test: 'guards.test.ts',
    red: 'window.print',
  },
  {
    name: 'clipboard',
    file: kiosk,
    find: '    electron.clipboard.clear();\n',
    replace: '',
    test: 'guards.test.ts',
    red: 'clipboard',
  },
  {
    name: 'network',
    file: session,
    find: '    callback({ cancel });',
    replace: '    callback({ cancel: false });',
    test: 'session.test.ts',
    red: 'lets no request out',
  },
  {
    name: 'downloads',
    file: session,
    find: "    event.preventDefault();\n    onBreach('download');",
    replace: "    onBreach('download');",
    test: 'session.test.ts',
    red: 'cancels downloads',
  },
  {
    name: 'certificates of the session',
    file: session,
    find: 'callback(-2)',
    replace: 'callback(0)',
    test: 'session.test.ts',
    red: 'no certificate',
  },
  {
    name: 'certificates of the page',
    file: window,
    find: '    callback(false);',
    replace: '    callback(true);',
    test: 'session.test.ts',
    red: 'no certificate',
  },
  {
    name: 'single instance',
    file: boot,
    find: '  if (!app.requestSingleInstanceLock()) return app.quit();\n',
    replace: '',
    test: 'boot.test.ts',
    red: 'already running',
  },
  {
    name: 'window closes',
    file: kiosk,
    find: 'if (!quitting) event.preventDefault();',
    replace: '',
    test: 'boot.test.ts',
    red: 'told to quit',
  },
  {
    name: 'content protection',
    file: kiosk,
    find: '  window.setContentProtection(true);\n',
    replace: '',
    test: 'boot.test.ts',
    red: 'screen captures',
  },
  {
    name: 'display sleep',
    file: boot,
    find: "  electron.powerSaveBlocker.start('prevent-display-sleep');\n",
    replace: '',
    test: 'boot.test.ts',
    red: 'awake',
  },
  {
    name: 'second display',
    file: kiosk,
    find: "  screen.on('display-added', fit);\n",
    replace: '',
    test: 'boot.test.ts',
    red: 'display-added',
  },
];
