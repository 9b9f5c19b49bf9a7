import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkCharacter,
  foreignCheckDigit,
  isIdNumber,
  tidyIdNumber,
} from '../../../shared/identity/id-number.ts';

/** 99xxxx: no real person can be hit. */
const citizen = fc
  .stringMatching(/^99\d{15}$/)
  .map((seventeen) => `${seventeen}${checkCharacter(seventeen)}`);
const foreigner = fc
  .stringMatching(/^[A-Z]{3}\d{11}$/)
  .map((fourteen) => `${fourteen}${foreignCheckDigit(fourteen)}`);

describe('18 characters, GB 11643', () => {
  test.each([
    '110101190001010014',
    '110101190001010022',
    '810000199001010019',
    '830000199001010020',
    '91199919800101001X',
    '932682198501010017',
    '360426199101010071',
  ])('the worked number %s is right', (number) => expect(isIdNumber(number)).toBe(true));

  test('a right check character is accepted', () => {
    fc.assert(fc.property(citizen, isIdNumber));
  });

  test('any single wrong character is detected', () => {
    fc.assert(
      fc.property(citizen, fc.nat(17), fc.constantFrom(...Array.from('0123456789X')), (number, at, other) => {
        fc.pre(number[at] !== other);
        expect(isIdNumber(`${number.slice(0, at)}${other}${number.slice(at + 1)}`)).toBe(false);
      }),
    );
  });

  test('two neighbours that changed places are detected', () => {
    fc.assert(
      fc.property(citizen, fc.nat(15), (number, at) => {
        fc.pre(number[at] !== number[at + 1]);
        const swapped = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`;
        expect(isIdNumber(swapped)).toBe(false);
      }),
    );
  });
});

describe('15 characters, permanent residence of 2017', () => {
  test('the worked number is right', () => expect(isIdNumber('UTO110080010118')).toBe(true));

  test('any single wrong digit is detected', () => {
    fc.assert(
      fc.property(
        foreigner,
        fc.integer({ min: 3, max: 14 }),
        fc.constantFrom(...Array.from('0123456789')),
        (number, at, other) => {
          fc.pre(number[at] !== other);
          expect(isIdNumber(`${number.slice(0, at)}${other}${number.slice(at + 1)}`)).toBe(false);
        },
      ),
    );
  });
});

test('no other text is a number, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 30 }), fc.stringMatching(/^[0-9A-Zx]{14,19}$/)), (text) => {
      fc.pre(!/^(\d{17}[\dX]|[A-Z]{3}\d{12})$/.test(text));
      expect(isIdNumber(text)).toBe(false);
    }),
  );
  for (const text of [
    '',
    '91199919800101001x',
    ' 110101190001010014',
    '110101190001010014\n',
    '１１０１０１１９０００１０１００１４',
  ])
    expect(isIdNumber(text)).toBe(false);
});

describe('a number as it was written down', () => {
  test.each([
    ['91199919800101001x', '91199919800101001X'],
    ['９１１９９９１９８００１０１００１Ｘ', '91199919800101001X'],
    [' 990101 19500101 0014 ', '990101195001010014'],
    ['chn110185011510', 'CHN110185011510'],
  ])('%s is tidied to %s', (text, number) => expect(tidyIdNumber(text)).toBe(number));

  test('is left alone when it is right', () => {
    fc.assert(fc.property(fc.oneof(citizen, foreigner), (number) => tidyIdNumber(number) === number));
  });
});
