import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countyPacks } from '../../../../app/lab/lives/packs.ts';
import { firstMonth, randomLife } from '../../../../app/lab/lives/random-life.ts';
import { randomPack } from '../../../../app/lab/lives/random-pack.ts';
import { dice } from '../../../../app/county/seed/dice.ts';
import type { Month } from '../../../../shared/dates/month.ts';
import { ordinal } from '../../../../shared/dates/month.ts';
import type { LifeFacts } from '../../../../shared/pension/life/facts.ts';
import type { LifeOutcome } from '../../../../shared/pension/life/outcome.ts';
import { replay } from '../../../../shared/pension/life/replay.ts';
import type { RulesAt } from '../../../../shared/pension/life/rules-at.ts';
import { rulesAt } from '../../../../shared/pension/life/rules-at.ts';
import type { PolicyBook } from '../../../../shared/pension/policy-book.ts';
import { buildBook } from '../../../../shared/pension/policy-book.ts';
import { POLICY_DIRECTORY } from '../../../../shared/pension/policy-files.ts';
import type { PackFile } from '../../../../shared/pension/policy-parse.ts';

export const shippedFiles = (): PackFile[] =>
  readdirSync(POLICY_DIRECTORY)
    .filter((name) => name.endsWith('.json'))
    .map((file) => ({ file, text: readFileSync(join(POLICY_DIRECTORY, file), 'utf8') }));

/** The shipped packs and an invented one; `seed` decides that. */
export function bookWith(seed: number, files: readonly PackFile[] = shippedFiles()): PolicyBook {
  const book = buildBook([...files, randomPack(dice(seed))]);
  if (!book.ok) throw new Error(JSON.stringify(book.error));
  return book.value;
}

export const PACKS = countyPacks(bookWith(1));

export function rulesOf(pack: string, book: PolicyBook = bookWith(1)): RulesAt {
  const rules = rulesAt(book, pack);
  if (!rules.ok) throw new Error(rules.error.kind);
  return rules.value;
}

export const LAST = ordinal('2040-12');

/** `count` lives under `pack`, the same for the same seed. */
export function* livesOf(pack: string, seed: number, count: number): Generator<[LifeFacts, LifeOutcome]> {
  const rules = rulesOf(pack, bookWith(seed));
  const chance = dice(seed);
  for (let index = 0; index < count; index += 1) {
    const facts = randomLife(chance, rules, firstMonth(rules), LAST);
    yield [facts, replay(facts, rules, LAST)];
  }
}

/** Somebody of the town, born in 1950, with nothing yet. */
export const someone: LifeFacts = {
  birth: '1950-06-15',
  household: 'urban',
  group: '',
  contributions: [],
  certified: [],
  sentences: [],
};

export function work(facts: LifeFacts, through: Month, rules: RulesAt): LifeOutcome {
  return replay(facts, rules, ordinal(through));
}
