import { describe, expect, it } from 'vitest';
import { Health } from '../../../../app/county/http/health.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';

/** A database of which each question waits until it is let go. */
function silent() {
  const questions: { readonly answer: () => void; readonly fail: () => void }[] = [];
  const alarms = new Set<() => void>();
  const execute = async (): Promise<void> =>
    await new Promise((resolve, reject) => {
      questions.push({ answer: resolve, fail: () => reject(new Error('gone')) });
    });
  const chain = { select: () => chain, limit: () => chain, execute };
  const clock = {
    after: (_: number, ring: () => void) => {
      alarms.add(ring);
      return () => void alarms.delete(ring);
    },
  };
  const store = { db: { selectFrom: () => chain }, clock } as unknown as CountyStore;
  return { health: new Health(store), questions, alarms };
}

describe('the health of the service', () => {
  it('is told in time when the database says nothing, which is asked once at a time', async () => {
    const { health, questions, alarms } = silent();
    const asked = [health.databaseAnswers(), health.databaseAnswers()];
    for (const ring of alarms) ring();
    expect(await Promise.all(asked)).toEqual([false, false]);
    const later = health.databaseAnswers();
    expect(questions).toHaveLength(1);
    questions[0]?.answer();
    expect(await later).toBe(true);
    expect(alarms.size).toBe(0);
  });

  it('is bad when the database fails, and good again when it answers', async () => {
    const { health, questions } = silent();
    const first = health.databaseAnswers();
    questions[0]?.fail();
    expect(await first).toBe(false);
    const second = health.databaseAnswers();
    questions[1]?.answer();
    expect(await second).toBe(true);
  });
});
