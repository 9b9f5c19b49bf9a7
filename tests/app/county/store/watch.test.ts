import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watch } from '../../../../app/county/store/postgres/watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const HOUR_MS = 3_600_000;
const holder = { pid: 4711, name: 'songbai pay', since: '14:03:22' };

function watching(...looks: readonly (object[] | 'silence')[]) {
  const lines: string[] = [];
  const asked: number[] = [];
  let dead = 0;
  const watch = new Watch(
    async (pid) => {
      const look = looks[Math.min(asked.length, looks.length - 1)];
      asked.push(pid);
      if (look === 'silence' || look === undefined) throw new Error('no connection');
      return look as never;
    },
    (line) => lines.push(line),
  );
  const stop = watch.begin(12, () => void (dead += 1));
  return { watch, lines, asked, stop, dead: () => dead };
}

describe('a statement that takes long', () => {
  it('is not looked after before two seconds, nor once it is done', async () => {
    const { asked, stop } = watching([{ active: true, holders: [] }]);
    await vi.advanceTimersByTimeAsync(1999);
    stop();
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(asked).toEqual([]);
  });

  it('says again and again whom it waits for', async () => {
    const nameless = { pid: 4712, name: '', since: null };
    const { watch, lines, stop } = watching(
      [{ active: true, holders: [holder] }],
      [{ active: true, holders: [holder, nameless] }],
      [{ active: true, holders: [] }],
    );
    await vi.advanceTimersByTimeAsync(2000 + 10_000 + 10_000);
    expect(lines).toEqual([
      'waiting for songbai pay (process 4711 of the database, at it since 14:03:22)',
      'waiting for songbai pay (process 4711 of the database, at it since 14:03:22), a session without a name (process 4712 of the database)',
    ]);
    expect(watch.holders).toContain('4712');
    stop();
    watch.begin(12, () => undefined)();
    expect(watch.holders).toBeUndefined();
  });

  it('goes on for hours while somebody works on it', async () => {
    const { dead, stop } = watching([{ active: true, holders: [] }]);
    await vi.advanceTimersByTimeAsync(5 * HOUR_MS);
    stop();
    expect(dead()).toBe(0);
  });

  it.each([
    ['is gone', []],
    ['is at rest', [{ active: false, holders: [] }]],
  ])('is given up at the second look at a server process that %s', async (_, seen) => {
    const { asked, dead } = watching(seen);
    await vi.advanceTimersByTimeAsync(2000);
    expect(dead()).toBe(0);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect([asked.length, dead()]).toEqual([2, 1]);
  });

  it('is given up when the database cannot be asked six times in a row, not before', async () => {
    const well = [{ active: true, holders: [] }];
    const once = watching('silence', 'silence', 'silence', 'silence', 'silence', well, 'silence', well);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(once.dead()).toBe(0);
    once.stop();
    const dark = watching('silence');
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect([dark.asked.length, dark.dead()]).toEqual([6, 1]);
  });
});
