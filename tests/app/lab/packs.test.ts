import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countyPacks, inventedBook } from '../../../app/lab/lives/packs.ts';
import { RANDOM_PACK } from '../../../app/lab/lives/random-pack.ts';
import { loadPolicies } from '../../../shared/pension/policy-files.ts';

describe('the packs that lives are tried under', () => {
  it('are the default, every shipped one of a place, and the invented one last', () => {
    const book = inventedBook(1);
    if (!book.ok) throw new Error(JSON.stringify(book.error));
    const places = readdirSync('assets/policies')
      .map((file) => JSON.parse(readFileSync(`assets/policies/${file}`, 'utf8')) as Record<string, unknown>)
      .filter(({ layer }) => layer === 'county')
      .map(({ id }) => String(id));
    expect(places.length).toBeGreaterThan(1);
    expect(countyPacks(book.value)).toEqual(['national-2014', ...places.sort(), RANDOM_PACK]);
  });

  it('are the shipped ones alone in a book without an invented one', () => {
    const book = loadPolicies();
    if (!book.ok) throw new Error(JSON.stringify(book.error));
    expect(countyPacks(book.value)).not.toContain(RANDOM_PACK);
  });
});
