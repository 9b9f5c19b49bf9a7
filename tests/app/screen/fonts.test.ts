import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'fontkit';
import { describe, expect, test } from 'vitest';
import { isDrawn } from '../../../app/screen/words/drawn.tsx';
import en from '../../../assets/strings/en.json';
import zh from '../../../assets/strings/zh-CN.json';

const FONTS = join(import.meta.dirname, '../../../assets/fonts/screen');
const characters = [...new Set([...Object.values(zh), ...Object.values(en)].join(''))].filter((c) => c > ' ');

interface CoverageRow {
  readonly file: string;
  readonly characters: number;
  readonly bytes: number;
}

describe('screen fonts', () => {
  test.each(['read-500-words', 'read-700-words', 'speak-900-words'])(
    '%s has every character of the catalogue: else run npm run fonts -- words',
    async (name) => {
      const font = create(await readFile(join(FONTS, `${name}.woff2`)));
      if (!('hasGlyphForCodePoint' in font)) throw new Error('a collection');
      expect(characters.filter((c) => !font.hasGlyphForCodePoint(c.codePointAt(0) ?? 0))).toEqual([]);
    },
  );

  test('the coverage table tells the truth about the files', async () => {
    const table = JSON.parse(await readFile(join(FONTS, 'coverage.json'), 'utf8')) as readonly CoverageRow[];
    for (const row of table) expect((await readFile(join(FONTS, row.file))).length, row.file).toBe(row.bytes);
    const common = table.filter((row) => row.file.includes('500-level'));
    expect(common.map((row) => row.characters).sort((a, b) => a - b)).toEqual([3008, 3755]);
  });

  test('the screen knows which characters of names its faces draw', async () => {
    const held = new Set<number>();
    for (const file of await readdir(FONTS)) {
      if (!/^(rare|read-500).*\.woff2$/.test(file)) continue;
      const font = create(await readFile(join(FONTS, file)));
      if (!('characterSet' in font)) throw new Error('a collection');
      for (const code of font.characterSet) held.add(code);
    }
    const wrong: string[] = [];
    for (const [from, to] of [
      [0x3400, 0x4dbf],
      [0x4e00, 0x9fff],
      [0xe000, 0xf8ff],
      [0x20000, 0x2fa1f],
    ] as const)
      for (let code = from; code <= to; code += 1)
        if (isDrawn(String.fromCodePoint(code)) !== held.has(code)) wrong.push(code.toString(16));
    expect(wrong).toEqual([]);
  });

  test('Chinese characters are one em wide, and the digits of what is read as wide as one another', async () => {
    // What fits one person's screen is taken to fit another's whose name and numbers are as long.
    const uneven: string[] = [];
    for (const file of (await readdir(FONTS)).filter((name) => /^(read-|rare-.*-2A).*woff2$/.test(name))) {
      const font = create(await readFile(join(FONTS, file)));
      if (!('characterSet' in font)) throw new Error('a collection');
      const widthOf = (code: number): number => font.glyphForCodePoint(code).advanceWidth;
      const digits = font.characterSet.filter((code) => code >= 0x30 && code <= 0x39).map(widthOf);
      if (file.startsWith('read') && new Set(digits).size > 1) uneven.push(`${file}: digits`);
      const han = font.characterSet.filter((code) => /\p{Script=Han}/u.test(String.fromCodePoint(code)));
      // Widths are slow to read: one file of each rare face, and a hundred characters of a file, first to last.
      const some = han.filter((_, i) => i % Math.ceil(han.length / 100) === 0);
      for (const code of some)
        if (widthOf(code) !== font.unitsPerEm) uneven.push(`${file}: ${String.fromCodePoint(code)}`);
    }
    expect(uneven).toEqual([]);
    // Titles are in another face: they hold no digits.
    const titles = [...Object.entries(zh), ...Object.entries(en)].filter(([key]) =>
      /\.title(\.|$)/.test(key),
    );
    expect(titles.filter(([, sentence]) => /[\d{]/.test(sentence))).toEqual([]);
  });
});
