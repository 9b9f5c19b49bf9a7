import { describe, expect, it } from 'vitest';
import { CONTROL, makeMistakes, MISTAKES } from '../../tools/mutations/engines.ts';

describe('a mistake in one engine', () => {
  it('makes the comparison of lives fail, whichever engine it is in', { timeout: 600_000 }, async () => {
    for (const engine of ['first', 'second'] as const)
      expect(MISTAKES.filter((mistake) => mistake.engine === engine).length).toBeGreaterThanOrEqual(10);
    const verdicts = await makeMistakes();
    expect(verdicts).toHaveLength(MISTAKES.length + 1);
    for (const { name, code, said } of verdicts) {
      expect(code, `${name}: ${said}`).toBe(name === CONTROL ? 0 : 1);
      expect(said, name).toMatch(name === CONTROL ? /^\d+ lives agree/ : /^\d+ of \d+ lives differ/);
    }
  });
});
