import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildShell } from '../../../app/terminal/build/shell.ts';
import { FakeElectron } from './fake-electron/electron.ts';
import { settle } from './fake-electron/ports.ts';

/** What Electron really runs: the built files, loaded as Electron loads them, with the fake in its place. */
const dist = mkdtempSync(join(tmpdir(), 'songbai-shell-'));
beforeAll(async () => {
  mkdirSync(join(dist, 'screen', 'assets'), { recursive: true });
  writeFileSync(join(dist, 'screen', 'index.html'), '<!doctype html>');
  writeFileSync(join(dist, 'screen', 'dock.html'), '<!doctype html>');
  writeFileSync(join(dist, 'screen', 'made-from.json'), '{}');
  writeFileSync(join(dist, 'screen', 'assets', 'a.js'), 'export {};');
  await buildShell(join(dist, 'screen'), dist);
}, 120_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** Loads a built CommonJS file; `electron` is what is given, everything else is real. */
function load(file: string, electron: object): string[] {
  const required: string[] = [];
  const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
  const original = loader._load;
  loader._load = (name, ...rest) => {
    if (name === file) return original(name, ...rest);
    required.push(name);
    return name === 'electron' ? electron : original(name, ...rest);
  };
  try {
    createRequire(import.meta.url)(file);
  } finally {
    loader._load = original;
  }
  return required;
}

describe('the built shell', () => {
  it('has a preload that requires Electron and nothing else, as a sandboxed one must', () => {
    const exposed: Record<string, unknown> = {};
    const required = load(join(dist, 'shell', 'preload.cjs'), {
      contextBridge: {
        exposeInMainWorld: (name: string, verbs: object) => {
          exposed[name] = Object.keys(verbs);
        },
        executeInMainWorld: () => undefined,
      },
      ipcRenderer: {},
    });
    expect(required).toEqual(['electron']);
    expect(exposed).toEqual({ songbai: ['connect'] });
  });

  it('has a main that needs only Electron and Node, and boots to its window', async () => {
    const fake = new FakeElectron(() => undefined);
    const required = load(join(dist, 'shell', 'main.cjs'), fake.api);
    expect(required.filter((name) => name !== 'electron' && !name.startsWith('node:'))).toEqual([]);
    await settle();
    expect(fake.windows).toHaveLength(1);
    expect(fake.contents.loads).toEqual(['app://kiosk/index.html']);
    await vi.waitFor(() => expect(fake.contents.page).toBeDefined());
    expect(fake.window.options.webPreferences?.preload).toBe(join(dist, 'shell', 'preload.cjs'));
  });

  it('has a manifest of the screen’s files, without the dock and the builder’s stamp', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(dist, 'shell', 'manifest.json'), 'utf8'));
    expect(Object.keys(manifest as object)).toEqual(['/assets/a.js', '/index.html']);
  });

  it('has a terminal for the utility process that says where it belongs when started by hand', () => {
    for (const name of ['utility.js', 'demo.js']) {
      expect(readFileSync(join(dist, 'terminal', name), 'utf8')).toContain('inside the Electron shell only');
    }
  });
});
