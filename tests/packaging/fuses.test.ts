import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFuses, FUSES, setFuses } from '../tools/release/fuses.ts';
import { fakeProgram } from './fake-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'songbai-fuses-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(wire: string): string {
  const file = join(folder, `electron-${wire}`);
  writeFileSync(file, fakeProgram(wire));
  return file;
}

describe('the fuses', () => {
  it('are decided for every fuse that the installed tool knows', () => {
    const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
    expect(known.filter((fuse) => FUSES[fuse] === undefined)).toEqual([]);
    expect(FUSES.strictlyRequireAllFuses).toBe(true);
  });

  it('are set in a program file and then pass the check', async () => {
    const file = program('111100011');
    expect(await checkFuses(file)).toMatchObject({ ok: false });
    await setFuses(file);
    expect(await checkFuses(file)).toEqual({ ok: true, value: undefined });
  });

  /** RunAsNode, cookies, NODE_OPTIONS, inspect, ASAR integrity, only ASAR, snapshot, file:, WASM traps. */
  const RIGHT = '010011001';
  it.each(Array.from({ length: 9 }, (_, fuse) => fuse))('are found wrong when fuse %i is', async (fuse) => {
    const flipped = RIGHT[fuse] === '1' ? '0' : '1';
    const wrong = await checkFuses(program(`${RIGHT.slice(0, fuse)}${flipped}${RIGHT.slice(fuse + 1)}`));
    expect(wrong.ok ? [] : wrong.error).toHaveLength(1);
    expect(wrong.ok ? '' : wrong.error[0]).toContain(FuseV1Options[fuse]);
  });

  it('are found wrong when the program is older and has fewer of them', async () => {
    const checked = await checkFuses(program(RIGHT.slice(0, 8)));
    expect(checked).toEqual({ ok: false, error: ['WasmTrapHandlers is absent, must be on'] });
  });

  it('cannot be set when the program is newer and has more of them: somebody has to decide', async () => {
    await expect(setFuses(program(`${RIGHT}1`))).rejects.toThrow('strictlyRequireAllFuses');
  });

  it('are not found in a file that is no Electron', async () => {
    const file = join(folder, 'other');
    writeFileSync(file, 'ELF');
    expect((await checkFuses(file)).ok).toBe(false);
  });
});
