import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Book } from '../../../../app/county/audit/replay/book.ts';

it('keeps what a map would, for any key and beyond its first room', () => {
  const key = fc.oneof(
    fc.stringMatching(/^[0-9]{17}[0-9X]$/),
    fc.string({ maxLength: 30 }),
    fc.nat(4000).map((number) => `990101${number}`),
  );
  const digest = fc.stringMatching(/^[\w-]{22}$/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, digest, fc.nat(100_000)), { minLength: 1, maxLength: 3000, size: 'max' }),
      (writes) => {
        const book = new Book(18, 2);
        const model = new Map<string, readonly [string, number]>();
        for (const [name, digest, month] of writes) {
          const row = book.add(name);
          book.setDigest(row, 1, digest);
          book.setMonth(row, month);
          model.set(name, [digest, month]);
        }
        expect(book.count).toBe(model.size);
        for (const [index, [name, [digest, month]]] of [...model].entries()) {
          const row = book.find(name);
          expect([row, book.key(row), book.digest(row, 0), book.digest(row, 1), book.month(row)]).toEqual([
            index,
            name,
            '',
            digest,
            month,
          ]);
        }
        expect(book.find('not there')).toBe(-1);
      },
    ),
    { numRuns: 10 },
  );
});
