import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findings, htmlFindings, readSources } from './support/rules.ts';

const root = join(import.meta.dirname, '../../..');
const bootFile = join(root, 'app/shell/boot.ts');
const pages = [join(root, 'app/screen/index.html'), ...globSync(join(root, 'dist/screen/*.html'))];
const sources = readSources(join(root, 'app/shell'));

describe('the shell’s sources', () => {
  it('break none of the rules', () => {
    expect(findings(sources)).toEqual([]);
  });

  it('stay under 400 lines in all, counted as the lint counts: without blank lines and comments', () => {
    const lines = [...sources.values()]
      .flatMap((text) => text.split('\n'))
      .filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line));
    expect(lines.length).toBeLessThan(400);
  });

  /** Each of these, written into the shell, must be found: rules that cannot fail hold nothing. */
  it.each([
    ['a second window', 'export const w = (e: any) => new e.BrowserWindow({});', '2 windows'],
    [
      'ipcMain elsewhere',
      'export const i = (e: any) => e.ipcMain.on("x", () => 0);',
      'ipcMain outside ipc.ts',
    ],
    ['ipcMain in brackets', 'export const i = (e: any) => e["ipcMain"];', 'ipcMain outside ipc.ts'],
    ['a computed name', 'export const i = (e: any, k: string) => e[k];', 'computed member'],
    ['openExternal', 'export const o = (e: any) => e.shell.openExternal("x");', 'openExternal is banned'],
    ['shell by import', 'import { shell } from "electron"; export const s = shell;', 'shell is banned'],
    ['electron elsewhere', 'import { app } from "electron"; export const a = app;', 'electron itself'],
    ['child processes', 'import { fork } from "node:child_process"; export const f = fork;', 'child_process'],
    [
      'the network',
      'import { request } from "node:https"; export const r = request;',
      'import of node:https',
    ],
    ['a dynamic import', 'export const m = (p: string) => import(p);', 'dynamic import'],
    ['require', 'declare const require: any; export const r = require("x");', 'require'],
    ['sandbox off', 'export const o = { sandbox: false };', 'sandbox must be true'],
    ['sandbox by variable', 'export const o = (b: boolean) => ({ sandbox: b });', 'sandbox must be true'],
    [
      'context isolation off',
      'export const o = { contextIsolation: false };',
      'contextIsolation must be true',
    ],
    ['node in the page', 'export const o = { nodeIntegration: true };', 'nodeIntegration must be false'],
    ['node in workers', 'export const o = { nodeIntegrationInWorker: true };', 'nodeIntegrationInWorker'],
    ['the webview tag', 'export const o = { "webviewTag": true };', 'webviewTag must be false'],
    ['developer tools', 'export const o = { devTools: true };', 'devTools must be false'],
    ['developer tools opened', 'export const o = (c: any) => c.openDevTools();', 'openDevTools is banned'],
    ['web security', 'export const o = { webSecurity: true };', 'webSecurity is banned'],
    ['mixed content', 'export const o = { allowRunningInsecureContent: false };', 'is banned'],
    ['experimental features', 'export const o = { experimentalFeatures: true };', 'is banned'],
    ['Blink features', 'export const o = { enableBlinkFeatures: "x" };', 'is banned'],
    ['a way past the CSP', 'export const o = { bypassCSP: true };', 'bypassCSP is banned'],
    ['a file address', 'export const u = "file:///etc/passwd";', 'address file:'],
    ['a web address', 'export const u = "https://example.org/";', 'address https:'],
    ['code into the page', 'export const x = (c: any) => c.executeJavaScript("1");', 'executeJavaScript'],
    ['eval', 'export const x = eval("1");', 'eval is banned'],
    ['printing', 'export const x = (c: any) => c.print();', 'print is banned'],
    ['the clipboard read', 'export const x = (e: any) => e.clipboard.readText();', 'readText is banned'],
    [
      'a switch elsewhere',
      'export const x = (e: any) => e.app.commandLine.appendSwitch("no-sandbox");',
      'appendSwitch outside boot.ts',
    ],
  ])('with %s are caught', (_name, source, expected) => {
    const found = findings(new Map([...sources, ['extra.ts', source]]));
    expect(found.join('\n')).toContain(expected);
  });

  it('with an unknown switch in the list are caught', () => {
    const boot = sources.get(bootFile) ?? '';
    const changed = boot.replace("['disable-pinch']", "['disable-pinch'], ['no-sandbox']");
    expect(changed).not.toBe(boot);
    expect(findings(new Map([...sources, [bootFile, changed]])).join('\n')).toContain('no-sandbox');
  });

  it('without any window are caught', () => {
    expect(findings(new Map([['app/shell/a.ts', 'export const a = 1;']]))).toHaveLength(1);
  });
});

describe('built pages', () => {
  it.each(pages)('%s has nothing inline', (file) => {
    if (existsSync(file)) expect(htmlFindings(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each([
    '<script>1</script>',
    '<script src="a.js">1</script>',
    '<style>a{}</style>',
    '<p style="x">',
    '<img src=a onerror=alert(1)>',
    '<iframe src="a.html"></iframe>',
    '<base href="x">',
    '<form action="a">',
    '<meta http-equiv="refresh" content="0">',
    '<script src="https://cdn.example/a.js"></script>',
    '<link href="//cdn.example/a.css">',
    '<a href="javascript:1">',
  ])('with %s are caught', (html) => {
    expect(htmlFindings(html)).not.toEqual([]);
  });
});
