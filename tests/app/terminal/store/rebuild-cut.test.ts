import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { PAGE_SIZE } from '../../../../shared/store/open.ts';
import { enrolmentOf, open, openUntracked, temporaryDirectory, tryOpen } from './fixture.ts';
import { certify, copyOf } from './worked.ts';

/** The power goes at the nth change of the folder; nothing after it happens either. */
const power = vi.hoisted(() => {
  class Cut extends Error {}
  const state = { left: Number.POSITIVE_INFINITY, used: 0 };
  return {
    Cut,
    state,
    draw<T>(work: () => T): T {
      if (state.left <= 0) throw new Cut('the power is gone');
      state.left -= 1;
      state.used += 1;
      return work();
    },
  };
});

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const drawn =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A) =>
      power.draw(() => call(...args));
  return {
    ...fs,
    renameSync: drawn(fs.renameSync),
    rmSync: drawn(fs.rmSync),
    fsyncSync: drawn(fs.fsyncSync),
  };
});

beforeEach(() => {
  power.state.left = Number.POSITIVE_INFINITY;
});

const PEOPLE = 20;

/** A terminal whose last records are in the log alone, with a page of its file spoilt. */
async function spoilt(): Promise<{ readonly dir: string; readonly numbers: readonly string[] }> {
  const dataDir = temporaryDirectory();
  const first = openUntracked({ dataDir });
  first.enrolment.save(enrolmentOf());
  const numbers = await certify(first, PEOPLE);
  first.close();
  const again = open({ dataDir });
  numbers.push(...(await certify(again, 5)));
  const dir = temporaryDirectory();
  cpSync(dataDir, dir, { recursive: true });
  const file = join(dir, 'terminal.db');
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / PAGE_SIZE / 2) * PAGE_SIZE;
  writeFileSync(file, bytes.fill(0xff, middle, middle + 3 * PAGE_SIZE));
  return { dir, numbers };
}

function saved(dir: string): { readonly unsent: readonly string[]; readonly findings: readonly string[] } {
  const store = open({ dataDir: dir });
  const unsent = store.outbox.next(100).map(({ record }) => record.body.certificateNo);
  store.close();
  return { unsent, findings: verifyDirectory(dir, nodeCrypto).findings };
}

describe('a store that is put together again', () => {
  it('loses nothing wherever the power fails meanwhile', async () => {
    const { dir, numbers } = await spoilt();
    const uncut = copyOf(dir);
    power.state.used = 0;
    const whole = saved(uncut);
    const steps = power.state.used;
    expect(whole.unsent.length).toBeGreaterThan(PEOPLE / 2);
    expect(whole.unsent).toEqual(expect.arrayContaining(numbers.slice(PEOPLE)));
    for (let step = 0; step < steps; step += 1) {
      const running = copyOf(dir);
      power.state.left = step;
      try {
        const opened = tryOpen({ dataDir: running });
        if (opened.ok) opened.value.close();
      } catch (cause) {
        expect(cause).toBeInstanceOf(power.Cut);
      }
      power.state.left = Number.POSITIVE_INFINITY;
      // The process that was cut still holds its folder.
      const cut = copyOf(running);
      const { unsent, findings } = saved(cut);
      expect(unsent, `cut at step ${step}`).toEqual(whole.unsent);
      expect(findings, `cut at step ${step}`).toEqual(whole.findings);
      const next = open({ dataDir: cut });
      next.outbox.hear({});
      const [more = ''] = await certify(next, 1);
      expect(numbers, `cut at step ${step}`).not.toContain(more);
      next.close();
    }
  });
});
