import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { DEFAULT_PACK } from '../../../shared/pension/policy-book.ts';
import type { PolicyProblem } from '../../../shared/pension/policy-parse.ts';
import type { Result } from '../../../shared/result/result.ts';
import { dice } from '../../county/seed/dice.ts';
import { bookWith } from '../packs/pack-files.ts';
import { RANDOM_PACK, randomPack } from './random-pack.ts';

/** The shipped packs, and one invented from the seed. */
export function inventedBook(seed: number): Result<PolicyBook, readonly PolicyProblem[]> {
  return bookWith([randomPack(dice(seed))]);
}

/** The packs that a county of the book may live by: the default, each of a place, and the invented one last. */
export function countyPacks({ packs }: PolicyBook): readonly string[] {
  const places = [...packs.values()].filter(({ layer }) => layer === 'county').map(({ id }) => id);
  const rest = places.filter((id) => id !== DEFAULT_PACK && id !== RANDOM_PACK).sort();
  return [DEFAULT_PACK, ...rest, ...places.filter((id) => id === RANDOM_PACK)];
}
