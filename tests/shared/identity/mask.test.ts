import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskIdNumber, maskName } from '../../../shared/identity/mask.ts';

const star = '＊';

describe('names', () => {
  test.each([
    ['李珍', '李＊'],
    ['李秀珍', '李＊珍'],
    ['𠮷田䶮', '𠮷＊䶮'],
    ['阿依古丽·买买提', '阿＊＊＊＊提'],
    ['珍', '珍'],
    ['', ''],
  ])('%s becomes %s', (name, masked) => expect(maskName(name)).toBe(masked));

  test('nothing but the first and the last character is ever seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Array.from('柏松桧榆𠮷䶮·ABz')), { minLength: 3, maxLength: 46 }),
        (letters) => {
          const masked = Array.from(maskName(letters.join('')));
          expect(masked[0]).toBe(letters[0]);
          expect(masked.at(-1)).toBe(letters.at(-1));
          expect(masked.slice(1, -1).every((letter) => letter === star)).toBe(true);
          expect(masked.length).toBeGreaterThan(2);
        },
      ),
    );
  });

  test('two characters keep only the first', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Array.from('柏松𠮷䶮')),
        fc.constantFrom(...Array.from('长青𠮷䶮')),
        (first, second) => {
          expect(maskName(`${first}${second}`)).toBe(`${first}${star}`);
        },
      ),
    );
  });

  test('a character outside the basic plane is never cut in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (name) => {
        fc.pre(name.isWellFormed());
        expect(maskName(name).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('numbers', () => {
  test('three characters in front and four behind stay', () => {
    expect(maskIdNumber('110101190001010014')).toBe('110***********0014');
    expect(maskIdNumber('UTO110080010118')).toBe('UTO********0118');
  });

  test('the birthday is never seen, and the length stays', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{0,30}$/), (number) => {
        const masked = maskIdNumber(number);
        expect(masked).toHaveLength(number.length);
        const open = Array.from(masked).filter((letter) => letter !== '*').length;
        expect(open).toBe(number.length > 10 ? 7 : 0);
        if (number.length > 10) expect(masked.slice(3, -4)).toBe('*'.repeat(number.length - 7));
      }),
    );
  });
});
