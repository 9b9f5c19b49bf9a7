import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { nameDoubts, readName } from '../../../shared/identity/person-name.ts';

/** Characters of GB 2312, the 3,755 common ones and the 3,008 others. */
function gb2312(from: number, to: number): readonly string[] {
  const letters: string[] = [];
  for (let row = from; row <= to; row += 1)
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      const letter = iconv.decode(Buffer.from([row, cell]), 'gbk');
      if (/^\p{Script=Han}$/u.test(letter)) letters.push(letter);
    }
  return letters;
}
const common = gb2312(0xb0, 0xd7);
const all = [...common, ...gb2312(0xd8, 0xf7)];
const nameOf = (letters: readonly string[]) =>
  fc.array(fc.constantFrom(...letters), { minLength: 2, maxLength: 4 }).map((parts) => parts.join(''));
const reason = (text: string): string => {
  const name = readName(text);
  return name.ok ? '' : name.error;
};

describe('a name', () => {
  test('of any Chinese characters is taken as it is', () => {
    fc.assert(
      fc.property(nameOf(all), (name) => {
        expect(readName(name)).toEqual({ ok: true, value: name.normalize('NFC') });
      }),
      { numRuns: 5000 },
    );
  });

  test('is never refused for a rare ideograph, known to this program or not', () => {
    const planes = fc.oneof(
      fc.integer({ min: 0x3400, max: 0x4dbf }),
      fc.integer({ min: 0x4e00, max: 0x9fff }),
      fc.integer({ min: 0x20000, max: 0x3fffd }).filter((n) => (n & 0xfffe) !== 0xfffe),
    );
    fc.assert(
      fc.property(planes, (number) => {
        expect(reason(`王${String.fromCodePoint(number)}`)).toBe('');
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    '買買提',
    '买买提·吐尔逊',
    '买买提•吐尔逊',
    'ئەخمەت',
    'བསྟན་འཛིན',
    '김철수',
    'ﾀﾅｶ',
    "O'BRIEN-GARCÍA, JOSÉ",
    'MÜLLER-LÜDENSCHEIDT, ÅSA',
    'Łukasz Żółć',
    '〇某',
    '邉\u{E0104}田',
    '﨑田',
    '田',
    '欧阳 田野',
    '烫金',
    '空海',
  ])('%s is taken', (name) => {
    expect(readName(name)).toEqual({ ok: true, value: name.normalize('NFC') });
  });

  test.each([
    ['　张三', '张三'],
    ['\u00a0 张三\t', '张三'],
    ['王\ue863', '王䶮'],
    ['\ue82c\ue864', '龷龻'],
    ['JOSE\u0301', 'JOSÉ'],
  ])('%j is made %s', (text, value) => {
    expect(readName(text)).toEqual({ ok: true, value });
  });

  test.each([
    ['张■', 'U+25A0 at place 2'],
    ['张●', 'U+25CF at place 2'],
    ['张?三', 'U+003F at place 2'],
    ['张？', 'U+FF1F at place 2'],
    ['张*三', 'U+002A at place 2'],
    ['𠮷□', 'U+25A1 at place 2'],
    ['张\u200d三', 'U+200D at place 2'],
    ['\ufeff张三', 'U+FEFF at place 1'],
    ['张三\u202e', 'U+202E at place 3'],
    ['张\u00ad三', 'U+00AD at place 2'],
    ['\u3164', 'U+3164 at place 1'],
    ['张\ufe0f\ufe0f', 'U+FE0F at place 3'],
    ['张\u{e0041}', 'U+E0041 at place 2'],
    ['张\u2003三', 'U+2003 at place 2'],
    ['张\ud842', 'U+D842 at place 2'],
    ['张\uffff', 'U+FFFF at place 2'],
    ['张\u0000', 'U+0000 at place 2'],
    ['张三1', 'U+0031 at place 3'],
    ['张３', 'U+FF13 at place 2'],
    ['Ⅲ', 'U+2162 at place 1'],
    ['(石羡)某', 'U+0028 at place 1'],
    ['（石羡）某', 'U+FF08 at place 1'],
    ['[石羡]', 'U+005B at place 1'],
    ['⿰石羡', 'U+2FF0 at place 1'],
    ['&#40849;', 'U+0026 at place 1'],
    ['\\u9f8d', 'U+005C at place 1'],
    ['%E5%BC%A0', 'U+0025 at place 1'],
    ['#REF!', 'U+0023 at place 1'],
    ['=A1', 'U+003D at place 1'],
    ['张_三', 'U+005F at place 2'],
    ['王🈶', 'U+1F236 at place 2'],
    ['NULL', 'U+004E at place 1'],
    ['null', 'U+006E at place 1'],
    ['无', 'U+65E0 at place 1'],
    ['烫烫烫', 'U+70EB at place 1'],
    ['锟斤拷', 'U+951F at place 1'],
    ['屯屯屯屯', 'U+5C6F at place 1'],
  ])('%j is refused for %s', (text, place) => {
    expect(reason(text)).toMatch(new RegExp(`: ${place.replace('+', '\\+')}$`));
  });

  test('that is too long, or none, is refused', () => {
    expect(reason('柏'.repeat(60))).toBe('');
    expect(reason('柏'.repeat(61))).toMatch(/longer than 60/);
    expect(reason('　')).toBe('is empty');
  });

  test.each([
    ['utf-8', 'gbk'],
    ['utf-8', 'latin1'],
    ['utf-8', 'windows-1252'],
    ['gbk', 'latin1'],
  ])('whose %s bytes were read as %s is refused', (real, wrong) => {
    fc.assert(
      fc.property(nameOf(common), (name) => {
        const spoiled = iconv.decode(iconv.encode(name, real), wrong);
        expect(reason(spoiled)).not.toBe('');
      }),
      // The last bytes of these are blanks in one encoding or the other.
      { numRuns: 1000, examples: [['啊棠'], ['啊衡'], ['啊埠']] },
    );
  });

  test('is odd where an officer should look', () => {
    expect(nameDoubts('王\ue001', true)).toEqual([expect.stringMatching(/U\+E001 at place 2 .*own font/)]);
    expect(nameDoubts('张某', true)).toHaveLength(1);
    expect(nameDoubts('赵C', true)).toHaveLength(1);
    expect(nameDoubts('WEI', true)).toHaveLength(1);
    expect(nameDoubts('SMITH, JOHN', false)).toEqual([]);
    expect(nameDoubts('石𠮷䶮', true)).toEqual([]);
  });
});
