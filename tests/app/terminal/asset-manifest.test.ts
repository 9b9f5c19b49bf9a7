import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readAssets } from '../../../app/terminal/host/asset-manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'songbai-assets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('serves the files that were there at the start, as they were then', () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'a.js'), '1');
  writeFileSync(join(folder, 'notes.exe'), 'x');
  const assets = readAssets(folder);
  expect([...assets.keys()].sort()).toEqual(['/assets/a.js', '/index.html']);
  expect(assets.get('/assets/a.js')?.read()?.toString()).toBe('1');
  writeFileSync(join(folder, 'assets', 'a.js'), 'steal()');
  expect(assets.get('/assets/a.js')?.read()).toBeUndefined();
  rmSync(join(folder, 'index.html'));
  expect(assets.get('/index.html')?.read()).toBeUndefined();
});
