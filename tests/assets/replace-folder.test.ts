import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFolder } from '../../assets/fonts/replace-folder.ts';

let scratch: string;
let folder: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'songbai-folder-'));
  folder = join(scratch, 'full');
  mkdirSync(folder);
  writeFileSync(join(folder, 'old.ttf'), 'old');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

it('gives the folder exactly the new files, and leaves nothing beside it', async () => {
  await replaceFolder(folder, new Map([['new.ttf', Buffer.from('new')]]));
  expect(readdirSync(folder)).toEqual(['new.ttf']);
  expect(readFileSync(join(folder, 'new.ttf'), 'utf8')).toBe('new');
  expect(readdirSync(scratch)).toEqual(['full']);
});

it('leaves the old folder as it was when one file cannot be written', async () => {
  const files = new Map([
    ['new.ttf', Buffer.from('new')],
    ['no/such/folder.ttf', Buffer.from('x')],
  ]);
  await expect(replaceFolder(folder, files)).rejects.toThrow('ENOENT');
  expect(readdirSync(scratch)).toEqual(['full']);
  expect(readdirSync(folder)).toEqual(['old.ttf']);
});
