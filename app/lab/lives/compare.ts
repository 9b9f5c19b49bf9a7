import type { LifeFacts } from '../../../shared/pension/life/facts.ts';
import { replay } from '../../../shared/pension/life/replay.ts';
import { rulesAt } from '../../../shared/pension/life/rules-at.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { dice } from '../../county/seed/dice.ts';
import type { CountyStore } from '../../county/store/county-store.ts';
import { linesOf } from './first-engine.ts';
import { firstMonth, randomLife } from './random-life.ts';
import { linesByPerson, runCounty } from './second-engine.ts';

export interface Comparison {
  readonly pack: string;
  readonly lives: number;
  /** Entries of the ledger that were compared. */
  readonly entries: number;
  readonly differing: readonly Difference[];
}

/** The first entry on which the engines differ; undefined where one has nothing there. */
export interface Difference {
  readonly life: number;
  readonly facts: LifeFacts;
  readonly first: string | undefined;
  readonly second: string | undefined;
}

export interface Lives {
  readonly count: number;
  readonly seed: number;
  /** Last month (ordinal) that is worked out. */
  readonly last: number;
}

/**
 * Puts invented lives through both engines under one pack: the first a life at a time, the second as a
 * county, month by month, in a transaction that is rolled back. The error is one line.
 */
export async function compareLives(
  { db }: Pick<CountyStore, 'db'>,
  book: PolicyBook,
  { pack, county }: { readonly pack: string; readonly county: string },
  { count, seed, last }: Lives,
  progress: (month: string) => void,
): Promise<Result<Comparison, string>> {
  const rules = rulesAt(book, pack);
  if (!rules.ok) return err(`there is no pack "${pack}"; known: ${[...book.packs.keys()].join(', ')}`);
  const chance = dice(seed);
  const first = firstMonth(rules.value);
  const lives = Array.from({ length: count }, (_, index) => {
    const facts = randomLife(chance, rules.value, first, last);
    const id = `L${String(index + 1).padStart(6, '0')}`;
    return { id, facts, outcome: replay(facts, rules.value, last) };
  });
  const site = (tx: Parameters<typeof linesByPerson>[0]['tx']) => ({ tx, county, book, pack });
  const transaction = await db.startTransaction().execute();
  let second: ReadonlyMap<string, readonly string[]>;
  try {
    const ran = await runCounty(site(transaction), lives, first, last, progress);
    if (!ran.ok) return ran;
    second = await linesByPerson(site(transaction));
  } finally {
    await transaction.rollback().execute();
  }
  let entries = 0;
  const differing: Difference[] = [];
  for (const [index, { id, facts, outcome }] of lives.entries()) {
    const ours = linesOf(outcome).toSorted();
    const theirs = (second.get(id) ?? []).toSorted();
    entries += ours.length;
    const at = firstDifference(ours, theirs);
    if (at === undefined) continue;
    differing.push({ life: index + 1, facts, first: ours[at], second: theirs[at] });
  }
  return ok({ pack, lives: count, entries, differing });
}

function firstDifference(ours: readonly string[], theirs: readonly string[]): number | undefined {
  const length = Math.max(ours.length, theirs.length);
  for (let at = 0; at < length; at += 1) if (ours[at] !== theirs[at]) return at;
  return undefined;
}
