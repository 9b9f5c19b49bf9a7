import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canonical } from '../../../shared/protocol/canonical.ts';
import { canonicalize, signedBytes } from '../../../shared/protocol/canonical.ts';

const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string(),
    fc.constantFrom('𠮷', '\u2028', '"', '\\', '\u0000', '__proto__'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie('value'), { maxKeys: 5 }) as fc.Arbitrary<Canonical>,
  ),
}));

/** The same value with every object's members in another order. */
function shuffled(value: Canonical): Canonical {
  if (Array.isArray(value)) return value.map((item: Canonical) => shuffled(item));
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([key, member]) => [key, shuffled(member as Canonical)]);
  return Object.fromEntries(members.toReversed());
}

describe('canonical JSON', () => {
  test('is JSON of the same value', () => {
    fc.assert(
      fc.property(value, (v) => {
        expect(JSON.parse(canonicalize(v))).toEqual(JSON.parse(JSON.stringify(v)));
      }),
    );
  });

  test('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(value, (v) => {
        expect(canonicalize(shuffled(v))).toBe(canonicalize(v));
      }),
    );
  });

  test('is stable: written, read and written again it is the same', () => {
    fc.assert(
      fc.property(value, (v) => {
        const once = canonicalize(v);
        expect(canonicalize(JSON.parse(once) as Canonical)).toBe(once);
      }),
    );
  });

  test('orders keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const text = canonicalize(Object.fromEntries(keys.map((key, index) => [key, index])));
    expect(Object.keys(JSON.parse(text.replaceAll('"1"', '"one"')) as object)).toEqual([
      '\r',
      'one',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
  });

  test('leaves out what is undefined and keeps what is null', () => {
    expect(canonicalize({ b: undefined, a: null })).toBe('{"a":null}');
  });

  test.each([['\ud842'], ['a\udfb7b'], { a: ['\udfb7\ud842'] }, { '\ud842': 1 }])(
    'refuses half of a surrogate pair, which RFC 8785 section 3.2.2.2 cannot carry: %j',
    (halved) => {
      expect(() => canonicalize(halved)).toThrow(TypeError);
    },
  );

  test.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses %d', (number) => {
    expect(() => canonicalize({ number })).toThrow(TypeError);
  });
});

test('the domain cannot be mistaken for the value', () => {
  expect(Buffer.from(signedBytes('a', 'b')).toString()).toBe('a\u0000"b"');
  fc.assert(
    fc.property(value, (v) => {
      expect(signedBytes('songbai.a', v)).not.toEqual(signedBytes('songbai.b', v));
    }),
  );
});
