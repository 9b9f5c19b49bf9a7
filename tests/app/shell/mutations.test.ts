import { describe, expect, it } from 'vitest';
import { MUTATIONS } from '../../tools/mutations/list.ts';
import { runMutations } from '../../tools/mutations/run.ts';

describe('each protection of the shell', () => {
  it('turns a named test red when it is taken away, and nothing is red before', { timeout: 300_000 }, () => {
    const outcomes = runMutations(MUTATIONS);
    expect(outcomes.filter(({ red }) => !red)).toEqual([]);
    expect(outcomes).toHaveLength(MUTATIONS.length + 1);
  });
});
