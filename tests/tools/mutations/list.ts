/** One protection of the shell taken away, and the test that has to notice. */
export interface Mutation {
  /** What is taken away. */
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test file below `tests/app/shell`, and part of the name of a test in it that must turn red. */
  readonly test: string;
  readonly red: string;
}

const window = 'app/shell/window.ts';
const session = 'app/shell/session.ts';
const boot = 'app/shell/boot.ts';
const kiosk = 'app/shell/kiosk-window.ts';
const ipc = 'app/shell/ipc.ts';
const permissions = 'app/shell/permissions.ts';
const keys = 'app/shell/keys.ts';
const verbs = 'app/shell/verbs.ts';
const scheme = 'app/terminal/host/app-scheme.ts';
const headers = 'app/terminal/host/security-headers.ts';
const host = 'app/terminal/host/port-host.ts';
const supervisor = 'app/terminal/supervisor/supervise.ts';

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

/** All of them. Numbers are rows of Electron's own security checklist where there is one. */
export const MUTATIONS: readonly Mutation[] = [
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
  // 5: permissions
  {
    name: 'no permission request handler',
    file: session,
    find: '    callback(allowed);',
    replace: '    callback(true);',
    test: 'permissions.test.ts',
    red: 'follow the terminal',
  },
  {
    name: 'no permission check handler',
    file: session,
    find: 'return mayUse(permission, { url,',
    replace: 'return true || mayUse(permission, { url,',
    test: 'permissions.test.ts',
    red: 'silent check',
  },
  {
    name: 'any permission',
    file: permissions,
    find: "permission === 'media' &&",
    replace: 'permission.length >= 0 &&',
    test: 'permissions.test.ts',
    red: 'whole table',
  },
  {
    name: 'camera at any time',
    file: permissions,
    find: '    capturing &&\n',
    replace: '',
    test: 'permissions.test.ts',
    red: 'whole table',
  },
  {
    name: 'microphone with the camera',
    file: permissions,
    find: ".every((kind) => kind === 'video')",
    replace: ".includes('video')",
    test: 'permissions.test.ts',
    red: 'whole table',
  },
  {
    name: 'camera for frames',
    file: permissions,
    find: '    request.mainFrame &&\n',
    replace: '',
    test: 'permissions.test.ts',
    red: 'whole table',
  },
  {
    name: 'camera for any address',
    file: permissions,
    find: '    isOurs(request.url) &&\n',
    replace: '',
    test: 'permissions.test.ts',
    red: 'whole table',
  },
  {
    name: 'devices',
    file: session,
    find: 'setDevicePermissionHandler(() => false)',
    replace: 'setDevicePermissionHandler(() => true)',
    test: 'session.test.ts',
    red: 'gives no device',
  },
  {
    name: 'screen capture',
    file: session,
    find: 'callback(null)',
    replace: 'callback({})',
    test: 'session.test.ts',
    red: 'gives no device',
  },
  // 6, 8–10: nothing loosened
  {
    name: 'web security off',
    file: window,
    find: 'webviewTag: false,',
    replace: 'webviewTag: false, webSecurity: false,',
    test: 'rules.test.ts',
    red: 'break none',
  },
  {
    name: 'experimental features',
    file: window,
    find: 'webviewTag: false,',
    replace: 'webviewTag: false, experimentalFeatures: true,',
    test: 'rules.test.ts',
    red: 'break none',
  },
  {
    name: 'one more switch',
    file: boot,
    find: "  ['disable-pinch'],\n",
    replace: "  ['disable-pinch'],\n  ['no-sandbox'],\n",
    test: 'boot.test.ts',
    red: 'three known switches',
  },
  // 7: policy
  {
    name: 'CSP with inline script',
    file: headers,
    find: "'wasm-unsafe-eval'\"",
    replace: "'wasm-unsafe-eval' 'unsafe-inline'\"",
    test: 'scheme.test.ts',
    red: 'reviewed policy',
  },
  {
    name: 'CSP without trusted types',
    file: headers,
    find: '    "require-trusted-types-for \'script\'",\n',
    replace: '',
    test: 'scheme.test.ts',
    red: 'reviewed policy',
  },
  {
    name: 'CSP header not sent',
    file: scheme,
    find: 'const headers = securityHeaders();',
    replace: 'const headers = {};',
    test: 'scheme.test.ts',
    red: 'strict headers',
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
  // 17: messages
  {
    name: 'sender frame',
    file: ipc,
    find: ' || frame.parent !== null',
    replace: '',
    test: 'ipc.test.ts',
    red: 'frame inside the page',
  },
  {
    name: 'sender contents',
    file: ipc,
    find: 'event.sender !== policy.contents || ',
    replace: '',
    test: 'ipc.test.ts',
    red: 'other contents',
  },
  {
    name: 'sender origin',
    file: ipc,
    find: 'frame.origin !== ORIGIN || ',
    replace: '',
    test: 'ipc.test.ts',
    red: 'opaque origin',
  },
  {
    name: 'sender address',
    file: ipc,
    find: ' || !isOurs(frame.url)',
    replace: '',
    test: 'ipc.test.ts',
    red: 'not our address',
  },
  {
    name: 'message size',
    file: ipc,
    find: "    if (length > MAX_LENGTH) return 'oversized';\n",
    replace: '',
    test: 'ipc.test.ts',
    red: 'too long',
  },
  {
    name: 'message number',
    file: ipc,
    find: "    if (calls > MAX_CALLS) return 'flooding';\n",
    replace: '',
    test: 'ipc.test.ts',
    red: 'for their number',
  },
  {
    name: 'message moment',
    file: ipc,
    find: "    if (!isTheMoment()) return 'out-of-state';\n",
    replace: '',
    test: 'ipc.test.ts',
    red: 'connects once',
  },
  {
    name: 'message shape',
    file: ipc,
    find: 'if (parsed?.success !== true)',
    replace: 'if (parsed === undefined)',
    test: 'ipc.test.ts',
    red: 'shape is unknown',
  },
  {
    name: 'flood reported without end',
    file: kiosk,
    find: 'if (refused <= MAX_REPORTED) ',
    replace: '',
    test: 'session.test.ts',
    red: 'bounded number',
  },
  // 20: what the page has
  {
    name: 'ipcRenderer exposed',
    file: verbs,
    find: "exposeInMainWorld('songbai', verbs)",
    replace: "exposeInMainWorld('songbai', { ...verbs, renderer })",
    test: 'verbs.test.ts',
    red: 'one verb',
  },
  {
    name: 'anything sent',
    file: verbs,
    find: "if (typeof text === 'string' && text.length <= CHANNEL_MAX_BYTES) ",
    replace: '',
    test: 'verbs.test.ts',
    red: 'sends text only',
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
  // crash, hang, wipe
  {
    name: 'crash recovery',
    file: kiosk,
    find: "    restart('crashed');\n",
    replace: '',
    test: 'survive.test.ts',
    red: 'that crashes is replaced',
  },
  {
    name: 'hang recovery',
    file: kiosk,
    find: "  window.on('unresponsive', () => contents.forcefullyCrashRenderer());\n",
    replace: '',
    test: 'survive.test.ts',
    red: 'that hangs is killed and replaced',
  },
  {
    name: 'wipe of storage',
    file: kiosk,
    find: 'memory.clearStorageData(), ',
    replace: '',
    test: 'survive.test.ts',
    red: 'wiped',
  },
  {
    name: 'wipe of the visit',
    file: host,
    find: '      leave();\n      kiosk.screenRestarted();\n    } else if',
    replace: '      leave();\n    } else if',
    test: 'survive.test.ts',
    red: 'ends the visit at once',
  },
  {
    name: 'camera closed with the page',
    file: kiosk,
    find: '    capturing = false;\n    refused',
    replace: '    refused',
    test: 'survive.test.ts',
    red: 'takes the camera with it',
  },
  {
    name: 'fresh page after each visit',
    file: host,
    find: "        parent.postMessage({ type: 'visit-over' });\n",
    replace: '',
    test: 'survive.test.ts',
    red: 'afresh after each visit',
  },
  {
    name: 'crash loop ends',
    file: kiosk,
    find: '    if (restarts.length > MAX_RESTARTS) return app.exit(1);\n',
    replace: '',
    test: 'survive.test.ts',
    red: 'again and again',
  },
  {
    name: 'terminal restart',
    file: supervisor,
    find: '      clock.after(wait, start);\n',
    replace: '',
    test: 'survive.test.ts',
    red: 'that dies is started again',
  },
  {
    name: 'terminal hang',
    file: supervisor,
    find: '      cancel = clock.after(ALIVE_LIMIT, () => own.kill());\n',
    replace: '',
    test: 'survive.test.ts',
    red: 'that hangs is killed and started again',
  },
  {
    name: 'terminal messages parsed',
    file: supervisor,
    find: '      if (!message.success) return;\n',
    replace: '      if (!message.success) return onMessage(raw as never);\n',
    test: 'survive.test.ts',
    red: 'cannot make the shell',
  },
];
