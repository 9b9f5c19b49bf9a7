import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../../../app/county/certifications/group-commit.ts';

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
});
