import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../../../app/county/store/group-commit.ts';
import { ConnectionLost } from '../../../../app/county/store/messages/trouble.ts';

describe('group commit', () => {
  it('joins what waits, keeps each caller its own answers in order', async () => {
    const groups: number[][] = [];
    const commits = new GroupCommit<number, string>(async (items) => {
      groups.push([...items]);
      return items.map((item) => `a${item}`);
    }, 100);
    const answers = await Promise.all([commits.submit([1, 2]), commits.submit([3]), commits.submit([4, 5])]);
    expect(answers).toEqual([['a1', 'a2'], ['a3'], ['a4', 'a5']]);
    expect(groups).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('keeps to its limit, but lets a larger call go alone', async () => {
    const groups: number[] = [];
    const commits = new GroupCommit<number, number>(async (items) => {
      groups.push(items.length);
      return items;
    }, 3);
    await Promise.all([[1, 2], [3, 4], [5, 6, 7, 8], [9]].map((items) => commits.submit(items)));
    expect(groups).toEqual([2, 2, 4, 1]);
  });

  it('fails only the caller whose items fail', async () => {
    const commits = new GroupCommit<number, number>(async (items) => {
      if (items.includes(13)) throw new Error('thirteen');
      return items;
    }, 100);
    const outcomes = await Promise.allSettled([1, 13, 2].map((item) => commits.submit([item])));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await commits.submit([3])).toEqual([3]);
  });

  it('sends everybody away at once where the database fails, and serves the next', async () => {
    let attempts = 0;
    let well = false;
    const commits = new GroupCommit<number, number>(async (items) => {
      attempts += 1;
      if (well) return items;
      commits.submit([9]).catch((error: unknown) => late.push(error));
      throw new ConnectionLost('gone');
    }, 2);
    const late: unknown[] = [];
    const outcomes = await Promise.allSettled(
      [[1], [2], [3], [4], [5]].map((items) => commits.submit(items)),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    expect(attempts).toBe(1);
    expect(late).toEqual([new ConnectionLost('gone')]);
    well = true;
    expect(await commits.submit([6])).toEqual([6]);
  });

  it('stops trying caller by caller where the database fails meanwhile', async () => {
    const tried: number[] = [];
    const commits = new GroupCommit<number, number>(async (items) => {
      tried.push(items.length === 1 ? (items[0] ?? 0) : 0);
      if (items.length > 1) throw new Error('one of them');
      if (items.includes(2)) throw new ConnectionLost('gone');
      return items;
    }, 100);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((item) => commits.submit([item])));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(tried).toEqual([0, 1, 2]);
  });

  it('does the work again when another was at the same rows, but not for ever', async () => {
    let clashes = 2;
    const commits = new GroupCommit<number, number>(async (items) => {
      if (clashes === 0) return items;
      clashes -= 1;
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    }, 100);
    expect(await commits.submit([1])).toEqual([1]);
    clashes = Number.POSITIVE_INFINITY;
    await expect(commits.submit([2])).rejects.toThrow('deadlock detected');
  });

  it('waits no longer than its patience for a commit that hangs, and goes on with the next', async () => {
    const alarms = new Set<() => void>();
    const patience = {
      ms: 9000,
      after: (_: number, ring: () => void) => {
        alarms.add(ring);
        return () => void alarms.delete(ring);
      },
    };
    let hangs = true;
    let begun = (): void => undefined;
    const hanging = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let fail: ((error: Error) => void) | undefined;
    const commits = new GroupCommit<number, number>(
      async (items) => {
        if (!hangs) return items;
        begun();
        return await new Promise((_, reject) => {
          fail = reject;
        });
      },
      1,
      patience,
    );
    const stuck = commits.submit([1]);
    const behind = commits.submit([2]);
    await hanging;
    hangs = false;
    for (const ring of alarms) ring();
    await expect(stuck).rejects.toThrow('the database has not committed within 9 s');
    await expect(behind).rejects.toThrow(ConnectionLost);
    expect(await commits.submit([3])).toEqual([3]);
    expect(alarms.size).toBe(0);
    // Its end, unheard, is nobody's unhandled rejection.
    fail?.(new Error('cut'));
    expect(await commits.submit([4])).toEqual([4]);
  });
});
