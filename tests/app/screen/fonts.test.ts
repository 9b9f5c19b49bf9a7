import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'fontkit';
import { describe, expect, test } from 'vitest';
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
});
