import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { WatchdogOptions } from '../../../app/terminal/supervisor/watchdog.ts';
import { ailment, markProven, startWatchdog, writeProbe } from '../../../app/terminal/supervisor/watchdog.ts';
import { fakeClock } from '../shell/support/fake-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'songbai-watchdog-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const well = { startedAt: 0, paintedAt: 999_000, writtenAt: 999_000, deviceStartingSince: undefined };

describe('what is wrong', () => {
  it.each([
    ['all is well', well, undefined],
    ['the screen has not painted for 21 s', { ...well, paintedAt: 979_000 }, 'screen'],
    ['the screen never painted', { ...well, paintedAt: undefined }, 'screen'],
    [
      'it has just begun',
      { ...well, startedAt: 950_000, paintedAt: undefined, writtenAt: undefined },
      undefined,
    ],
    ['the disk has taken nothing for 21 s', { ...well, writtenAt: 979_000 }, 'disk'],
    ['the disk never took anything', { ...well, writtenAt: undefined }, 'disk'],
    ['a driver has been starting for 61 s', { ...well, deviceStartingSince: 939_000 }, 'device'],
    ['a driver has been starting for 30 s', { ...well, deviceStartingSince: 970_000 }, undefined],
  ])('when %s', (_name, signs, expected) => {
    expect(ailment(signs, 1_000_000)).toBe(expected);
  });
});

describe('the watchdog', () => {
  function start(overrides: Partial<WatchdogOptions> = {}) {
    const clock = fakeClock();
    const told: string[] = [];
    let proven = 0;
    const world = { painting: true, starting: false };
    const stop = startWatchdog({
      clock,
      paintedAt: () => (world.painting ? clock.monotonic() : 0),
      deviceStarting: () => world.starting,
      write: async () => undefined,
      notify: (state) => told.push(state),
      onProven: () => {
        proven += 1;
      },
      ...overrides,
    });
    const pass = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 5_000) {
        clock.advance(5_000);
        await Promise.resolve();
        await Promise.resolve();
      }
    };
    return { told, world, stop, pass, proven: () => proven };
  }

  it('says ready once, when the screen has painted and the disk has written, and is fed from then on', async () => {
    const { told, pass, stop } = start();
    await pass(60_000);
    stop();
    expect(told.filter((state) => state === 'READY=1')).toHaveLength(1);
    expect(told.filter((state) => state === 'WATCHDOG=1').length).toBeGreaterThanOrEqual(12);
  });

  it.each([
    [
      'the screen no longer paints',
      (world: { painting: boolean }) => {
        world.painting = false;
      },
    ],
    [
      'a driver is stuck',
      (world: { starting: boolean }) => {
        world.starting = true;
      },
    ],
  ])('is not fed once %s, although the process runs', async (_name, harm) => {
    const { told, world, pass, stop } = start();
    await pass(120_000);
    harm(world);
    await pass(70_000);
    const before = told.length;
    await pass(60_000);
    stop();
    expect(told).toHaveLength(before);
  });

  it.each([
    ['never answers', () => new Promise<void>(() => undefined)],
    ['refuses', () => Promise.reject(new Error('EROFS'))],
  ])('is not fed once the disk %s', async (_name, write) => {
    const { told, pass, stop } = start({ write });
    await pass(200_000);
    const before = told.length;
    await pass(60_000);
    stop();
    expect(told).toHaveLength(before);
    expect(told).not.toContain('READY=1');
  });

  it('calls a version proven once, after five minutes without an ailment', async () => {
    const { world, pass, stop, proven } = start();
    await pass(200_000);
    world.painting = false;
    await pass(40_000);
    world.painting = true;
    await pass(250_000);
    expect(proven()).toBe(0);
    await pass(100_000);
    expect(proven()).toBe(1);
    await pass(900_000);
    stop();
    expect(proven()).toBe(1);
  });
});

describe('the probing write', () => {
  it('leaves a fresh file, whole', async () => {
    await writeProbe(folder)();
    expect(readFileSync(join(folder, 'alive'), 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('fails where nothing can be written', async () => {
    await expect(writeProbe(join(folder, 'nowhere'))()).rejects.toThrow('ENOENT');
  });

  it('leaves word for the updater only where there is one', async () => {
    await markProven({});
    await markProven({ SONGBAI_UPDATE_DIR: folder });
    expect(statSync(join(folder, 'proven')).size).toBe(0);
    chmodSync(join(folder, 'proven'), 0o600);
    await markProven({ SONGBAI_UPDATE_DIR: join(folder, 'nowhere') });
  });
});
