import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCard, parseCardWithFingerprints, provisionalName } from '../../../devices/id-card/card-data.ts';
import { encodeReadBase, encodeReadBaseFingerprint } from '../../../devices/simulators/sam/card-image.ts';
import { withPublicCharacters } from '../../../shared/identity/private-use.ts';
import { cards } from './arbitrary-cards.ts';

/** `card` as it is read: its name with old private-use characters as the ones that are meant, the units beside. */
function asRead<T extends { readonly name: string }>(card: T) {
  return { ...card, name: withPublicCharacters(card.name), rawName: card.name, odd: [] };
}

it('every card of every kind reads back as it was written, code unit for code unit', () => {
  fc.assert(
    fc.property(cards, (card) => {
      expect(parseCard(encodeReadBase(card))).toEqual({ ok: true, value: asRead(card) });
    }),
  );
});

it('the same with fingerprints of any length', () => {
  fc.assert(
    fc.property(cards, fc.constantFrom(0, 512, 1024), (card, length) => {
      const data = encodeReadBaseFingerprint(card, new Uint8Array(length).fill(0x55));
      expect(parseCardWithFingerprints(data)).toEqual({ ok: true, value: asRead(card) });
    }),
  );
});

it('a provisional name is the card’s name, is there after the text block, and never changes', () => {
  fc.assert(
    fc.property(cards, (card) => {
      const body = Uint8Array.from([0, 0, 0x90, ...encodeReadBase(card)]);
      const seen = new Set<string>();
      for (let length = 0; length <= 7 + 256; length++) {
        const name = provisionalName(body.subarray(0, length));
        if (name !== undefined) seen.add(name);
      }
      expect([...seen]).toEqual([asRead(card).name]);
    }),
  );
});

it('a citizen’s name is there as soon as its own bytes are in', () => {
  const body = Uint8Array.from([0, 0, 0x90, 1, 0, 4, 0, ...Buffer.from('欧阳测试'.padEnd(15), 'utf16le')]);
  expect(provisionalName(body)).toBe('欧阳测试');
  expect(provisionalName(body.subarray(0, -1))).toBeUndefined();
});

const good = fc.sample(
  cards.filter((card) => card.kind === 'citizen'),
  { numRuns: 1, seed: 5 },
)[0]!;

it.each([
  ['name', ''],
  ['name', '\u3000'],
  ['name', '李\n秀'],
  ['name', '李\u001B@'],
  ['name', '李\uD842'],
  ['idNumber', '11010119500101001'],
  ['idNumber', '1101011950010100XX'],
])('a citizen’s %s %j is unreadable, and the report does not repeat it', (field, value) => {
  expect(parseCard(encodeReadBase({ ...good, [field]: value }))).toEqual({
    ok: false,
    error: { kind: 'unreadable', field },
  });
});

it.each([
  ['birth', '1950-13-01', 'unknown'],
  ['birth', '1950-02-30', 'unknown'],
  ['birth', '', 'unknown'],
  ['validFrom', '2020-00-10', 'unknown'],
  ['validTo', '永久', 'unknown'],
  ['validTo', '', 'unknown'],
  ['validTo', '2034-13-29', 'unknown'],
  // Twenty years from 29 February 2024 and the like: through the last day of the month.
  ['validTo', '2034-02-29', '2034-02-28'],
  ['validTo', '2036-02-30', '2036-02-29'],
  ['validTo', '2034-04-31', '2034-04-30'],
  ['idNumber', '11010119500101001x', '11010119500101001X'],
  ['address', '示范路\u0000\u0007号', 'unknown'],
  ['authority', '样例\n公安局', 'unknown'],
  ['sex', '\u0001', 'unknown'],
])('a citizen’s %s %j decides nothing: read as %j, and noted', (field, value, read) => {
  expect(parseCard(encodeReadBase({ ...good, [field]: value }))).toEqual({
    ok: true,
    value: { ...asRead(good), [field]: read, odd: [field] },
  });
});

it('a wrong check character is no reason to refuse a verified card', () => {
  const card = { ...good, idNumber: '990101195001010019' };
  expect(parseCard(encodeReadBase(card)).ok).toBe(true);
});

it('blocks of other lengths than the frame’s are unreadable', () => {
  const data = encodeReadBase(fc.sample(cards, { numRuns: 1, seed: 5 })[0]!);
  for (const hit of [data.with(0, 2), data.with(3, 1), data.subarray(1), new Uint8Array(0)]) {
    expect(parseCard(hit)).toEqual({ ok: false, error: { kind: 'unreadable', field: 'lengths' } });
  }
});

it('a long English name keeps the space at which its two fields part', () => {
  const englishName = `${'A'.repeat(34)} BCDEFGHIJKL`;
  const card = fc.sample(
    cards.filter((candidate) => candidate.kind === 'foreigner-2023'),
    { numRuns: 1, seed: 2 },
  )[0]!;
  const read = parseCard(encodeReadBase({ ...card, chineseName: '', englishName, name: englishName }));
  expect(read).toMatchObject({ ok: true, value: { name: englishName, englishName } });
});
