import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCard, parseCardWithFingerprints, provisionalName } from '../../../devices/id-card/card-data.ts';
import { encodeReadBase, encodeReadBaseFingerprint } from '../../../devices/simulators/sam/card-image.ts';
import { cards } from './arbitrary-cards.ts';

it('every card of every kind reads back as it was written, code unit for code unit', () => {
  fc.assert(
    fc.property(cards, (card) => {
      expect(parseCard(encodeReadBase(card))).toEqual({ ok: true, value: card });
    }),
  );
});

it('the same with fingerprints of any length', () => {
  fc.assert(
    fc.property(cards, fc.constantFrom(0, 512, 1024), (card, length) => {
      const data = encodeReadBaseFingerprint(card, new Uint8Array(length).fill(0x55));
      expect(parseCardWithFingerprints(data)).toEqual({ ok: true, value: card });
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
      expect([...seen]).toEqual([card.name]);
    }),
  );
});

it('a citizen’s name is there as soon as its own bytes are in', () => {
  const body = Uint8Array.from([0, 0, 0x90, 1, 0, 4, 0, ...Buffer.from('欧阳测试'.padEnd(15), 'utf16le')]);
  expect(provisionalName(body)).toBe('欧阳测试');
  expect(provisionalName(body.subarray(0, -1))).toBeUndefined();
});

it.each([
  ['birth', '1950-13-01'],
  ['birth', '1950-02-30'],
  ['birth', ''],
  ['validFrom', '2020-00-10'],
  ['validTo', '永久'],
  ['name', ''],
  ['name', '\u3000'],
  ['name', '李\n秀'],
  ['name', '李\u001B@'],
  ['name', '李\uD842'],
  ['idNumber', '11010119500101001'],
  ['idNumber', '11010119500101001x'],
  ['address', '示范路\u0000\u0007号'],
])('a citizen’s %s %j is unreadable, and the report does not repeat it', (field, value) => {
  const good = fc.sample(
    cards.filter((card) => card.kind === 'citizen'),
    { numRuns: 1, seed: 5 },
  )[0]!;
  expect(parseCard(encodeReadBase({ ...good, [field]: value }))).toEqual({
    ok: false,
    error: { kind: 'unreadable', field },
  });
});

it('a wrong check character is no reason to refuse a verified card', () => {
  const good = fc.sample(
    cards.filter((card) => card.kind === 'citizen'),
    { numRuns: 1, seed: 5 },
  )[0]!;
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
