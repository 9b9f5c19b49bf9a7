import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Surroundings } from '../../../app/terminal/host/choose-host.ts';
import { chooseHost, lookAround } from '../../../app/terminal/host/choose-host.ts';

const able: Surroundings = { asked: undefined, binary: '/opt/electron', display: true, root: false };

describe('who draws the screen', () => {
  it.each([undefined, 'electron'] as const)('is Electron when all is there (asked: %s)', (asked) => {
    expect(chooseHost({ ...able, asked })).toEqual({ kind: 'electron', binary: '/opt/electron' });
  });

  it('is the browser when the browser was asked for, without a word', () => {
    expect(chooseHost({ ...able, asked: 'browser' })).toEqual({ kind: 'browser' });
  });

  it.each([
    ['no program', { binary: undefined }, 'npx install-electron'],
    ['no display', { display: false }, 'WAYLAND_DISPLAY'],
    ['root', { root: true }, 'ordinary user'],
  ])('is the browser with %s, and one line says what to do', (_name, lack, fix) => {
    for (const asked of [undefined, 'electron'] as const) {
      const choice = chooseHost({ ...able, ...lack, asked });
      expect(choice.kind).toBe('browser');
      const line = choice.kind === 'browser' ? (choice.because ?? '') : '';
      expect(line).toContain(fix);
      expect(line).toContain('going on in the browser host');
      expect(line).not.toContain('\n');
    }
  });
});

describe('this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-host-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has Electron when the installer’s note and the program are there, and it is never loaded to find out', () => {
    expect(lookAround('electron', folder, {}, 'linux').binary).toBeUndefined();
    const electron = join(folder, 'node_modules', 'electron');
    mkdirSync(join(electron, 'dist'), { recursive: true });
    writeFileSync(join(electron, 'index.js'), 'throw new Error("a download would begin");');
    writeFileSync(join(electron, 'path.txt'), 'electron');
    expect(lookAround('electron', folder, {}, 'linux').binary).toBeUndefined();
    writeFileSync(join(electron, 'dist', 'electron'), '');
    expect(lookAround('electron', folder, {}, 'linux').binary).toBe(join(electron, 'dist', 'electron'));
  });

  it('has a display by X, by Wayland, or by not being Linux', () => {
    expect(lookAround(undefined, folder, {}, 'linux').display).toBe(false);
    expect(lookAround(undefined, folder, { DISPLAY: ':0' }, 'linux').display).toBe(true);
    expect(lookAround(undefined, folder, { WAYLAND_DISPLAY: 'wayland-0' }, 'linux').display).toBe(true);
    expect(lookAround(undefined, folder, {}, 'win32').display).toBe(true);
  });
});
