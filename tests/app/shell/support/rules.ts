import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** Source files of a folder, path → text. */
export function readSources(folder: string): Map<string, string> {
  const sources = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.tsx?$/.test(entry.name)) sources.set(path, readFileSync(path, 'utf8'));
  }
  return sources;
}

/** Names that have no business in a locked window, wherever they stand and whatever they are called on. */
const BANNED = new Set(
  (
    'shell openExternal openPath remote desktopCapturer globalShortcut Tray dialog BrowserView WebContentsView ' +
    'BaseWindow loadFile loadExtension webSecurity allowRunningInsecureContent experimentalFeatures ' +
    'enableBlinkFeatures disableBlinkFeatures enableWebSQL bypassCSP corsEnabled allowServiceWorkers ' +
    'executeJavaScript executeJavaScriptInIsolatedWorld insertCSS webFrame openDevTools setProxy print ' +
    'printToPDF getPrintersAsync readText writeText readImage sendSync sendToHost appendArgument ' +
    'setAsDefaultProtocolClient eval Function child_process exec execSync spawn spawnSync'
  ).split(' '),
);
const BANNED_IMPORTS =
  /^(node:)?(child_process|vm|module|net|http|https|http2|dgram|tls|inspector|repl|worker_threads)$/;
/** Options that must be written as they stand here if they are written at all. */
const FIXED: Readonly<Record<string, unknown>> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  devTools: false,
  spellcheck: false,
  navigateOnDragDrop: false,
};
const SWITCHES = new Set(['host-resolver-rules', 'disable-pinch', 'overscroll-history-navigation']);
/** File of the shell in which a name may stand at all. */
const ONLY_IN: Readonly<Record<string, string>> = {
  ipcMain: 'ipc.ts',
  ipcRenderer: 'preload.ts',
  contextBridge: 'preload.ts',
  appendSwitch: 'boot.ts',
  utilityProcess: 'kiosk-window.ts',
};

/** What in the shell's sources breaks a rule, one line each; empty when it is as it should be. */
export function findings(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  let windows = 0;
  for (const [path, text] of sources) {
    const file = path.split('/').at(-1) ?? '';
    const { program, errors } = parseSync(path, text);
    const say = (at: number, what: string): void => {
      found.push(`${path}:${text.slice(0, at).split('\n').length}: ${what}`);
    };
    if (errors.length > 0) say(0, 'cannot be parsed');
    const name = (at: number, word: string): void => {
      if (BANNED.has(word)) say(at, `${word} is banned`);
      const home = Object.hasOwn(ONLY_IN, word) ? ONLY_IN[word] : undefined;
      if (home !== undefined && file !== home) say(at, `${word} outside ${home}`);
    };
    new Visitor({
      Identifier: ({ name: word, start }) => name(start, word),
      Literal: ({ value, start, parent }: { value: unknown; start: number; parent?: { type: string } }) => {
        if (typeof value !== 'string') return;
        if (parent?.type === 'TSLiteralType') return;
        if (/^(https?|wss?|file|data|javascript|ftp):/i.test(value)) say(start, `address ${value}`);
      },
      MemberExpression: ({ computed, property, start }) => {
        // A name in brackets is a name all the same; a computed one could be any.
        if (!computed) return;
        if (property.type === 'Literal' && typeof property.value === 'string') name(start, property.value);
        else if (property.type !== 'Literal') say(start, 'computed member');
      },
      NewExpression: ({ callee, start }) => {
        const called = callee.type === 'MemberExpression' ? callee.property : callee;
        if (called.type !== 'Identifier') say(start, 'new of something unnamed');
        else if (called.name === 'BrowserWindow') windows += 1;
      },
      Property: ({ key, value, start }) => {
        const word = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
        if (!Object.hasOwn(FIXED, word)) return;
        if (value.type !== 'Literal' || value.value !== FIXED[word])
          say(start, `${word} must be ${String(FIXED[word])}`);
      },
      ImportDeclaration: ({ source, importKind, start }) => {
        if (BANNED_IMPORTS.test(source.value)) say(start, `import of ${source.value}`);
        const real = importKind !== 'type';
        if (source.value === 'electron' && real && file !== 'main.ts' && file !== 'preload.ts') {
          say(start, 'electron itself is imported in main.ts and preload.ts only');
        }
      },
      ImportExpression: ({ start }) => say(start, 'dynamic import'),
      CallExpression: ({ callee, start }) => {
        if (callee.type === 'Identifier' && callee.name === 'require') say(start, 'require');
      },
      VariableDeclarator: ({ id, init, start }) => {
        if (id.type !== 'Identifier' || id.name !== 'SWITCHES' || init === null) return;
        const words = [...text.slice(init.start, init.end).matchAll(/\['([^']+)'/g)].map(
          ([, word]) => word ?? '',
        );
        for (const word of words) if (!SWITCHES.has(word)) say(start, `switch ${word} was never reviewed`);
        if (words.length === 0) say(start, 'the switches cannot be read');
      },
    }).visit(program);
    if (/appendSwitch\((?!name, value\))/.test(text)) say(0, 'appendSwitch beside the reviewed list');
  }
  if (windows !== 1) found.push(`${windows} windows are made; exactly one is right`);
  return found;
}

/** What in a built page could run or load something of its own, one line each. */
export function htmlFindings(html: string): string[] {
  const found: string[] = [];
  for (const [tag, attributes = '', body = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
    if (!/\bsrc=/.test(attributes) || body.trim() !== '') found.push(`inline script: ${tag.slice(0, 60)}`);
  }
  if (/<style\b/i.test(html)) found.push('inline style element');
  if (/<[^>]+\sstyle=/i.test(html)) found.push('style attribute');
  if (/<[^>]+\son[a-z]+=/i.test(html)) found.push('event handler attribute');
  if (/<(iframe|frame|object|embed|webview|base|form)\b/i.test(html))
    found.push('element that embeds or leads away');
  if (/http-equiv=["']?refresh/i.test(html)) found.push('meta refresh');
  for (const [, address = ''] of html.matchAll(/\b(?:src|href|action)=["']?([^"'\s>]+)/gi)) {
    if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(address)) found.push(`address ${address}`);
  }
  return found;
}
