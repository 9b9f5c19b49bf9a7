import * as fc from 'fast-check';
import type { CardFace } from '../../../devices/simulators/sam/card-image.ts';

/** Characters that cards hold: common, extension A, beyond the BMP, private use, the name dot. */
const hanzi = fc.oneof(
  fc.integer({ min: 0x4e00, max: 0x9fff }),
  fc.integer({ min: 0x3400, max: 0x4dbf }),
  fc.integer({ min: 0x20000, max: 0x2ebe0 }),
  fc.integer({ min: 0xe000, max: 0xf8ff }),
  fc.constant(0x00b7),
);

function text(units: number, unit = hanzi.map((code) => String.fromCodePoint(code))): fc.Arbitrary<string> {
  return fc
    .array(unit, { minLength: 1, maxLength: units })
    .map((characters) => characters.join(''))
    .filter((joined) => joined.length <= units);
}

const latin = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ,');
const digits = (count: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: count, maxLength: count }).map((d) => d.join(''));
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

const common = {
  sex: fc.constantFrom('0', '1', '2', '9'),
  birth: date,
  validFrom: date,
  validTo: fc.oneof(date, fc.constant('long-term')),
  photo: fc.uint8Array({ minLength: 1024, maxLength: 1024 }),
};
const eighteen = fc.tuple(digits(17), fc.constantFrom(...'0123456789X')).map((parts) => parts.join(''));
const country = fc.constantFrom('UTO', 'D<<', 'XOM');

const citizen = fc.record({
  kind: fc.constant('citizen' as const),
  ...common,
  idNumber: eighteen,
  name: text(15),
  nation: digits(2),
  address: text(35),
  authority: text(15),
});

const residence = fc.record({
  kind: fc.constant('residence' as const),
  ...common,
  idNumber: eighteen,
  name: text(15),
  address: text(35),
  authority: text(15),
  travelPermit: digits(9),
  issueCount: digits(2),
});

const foreigner2017 = fc
  .record({
    kind: fc.constant('foreigner-2017' as const),
    ...common,
    idNumber: digits(12).map((d) => `UTO${d}`),
    englishName: text(60, latin),
    chineseName: fc.oneof(text(15), fc.constant('')),
    country,
    version: digits(2),
    authority: digits(4),
  })
  .map((card) => ({ ...card, name: card.chineseName === '' ? card.englishName : card.chineseName }));

const foreigner2023 = fc
  .record({
    kind: fc.constant('foreigner-2023' as const),
    ...common,
    idNumber: eighteen,
    englishName: text(46, latin),
    chineseName: fc.oneof(text(15), fc.constant('')),
    country,
    renewals: digits(2),
    formerNumber: fc.constant(undefined),
  })
  .map((card) => ({ ...card, name: card.chineseName === '' ? card.englishName : card.chineseName }));

/** Cards of all four kinds with any contents that their fields hold. */
export const cards: fc.Arbitrary<CardFace> = fc.oneof(citizen, residence, foreigner2017, foreigner2023);
