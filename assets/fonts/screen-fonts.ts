/**
 * Makes the screen's own fonts, `screen/`.
 *
 * A plain Debian has Noto CJK in two weights; the look needs 500, 700 and a Song type of 900, and a
 * kiosk may have no fonts at all. So the faces are cut here and committed. With `words` only the small
 * files that depend on the catalogue are made again (after a change of a sentence).
 *
 * Sources: Debian packages fonts-noto-cjk, fonts-noto-cjk-extra (SIL OFL 1.1), fonts-hanazono.
 *
 * Each face claims a plain range of code points, not the list of what it holds: a browser that finds
 * no glyph in one face asks the next, and lists of 3,755 code points would weigh more than the program.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'fontkit';
import subsetFont from 'subset-font';
import { faceOfCollection } from './ttc.ts';

const STRINGS = join(import.meta.dirname, '..', 'strings');
const NOTO = '/usr/share/fonts/opentype/noto';
const HANA = '/usr/share/fonts/truetype/hanazono';
/** Index of the SC face in the Noto collections (JP, KR, SC, TC, HK). */
const SC = 2;
/** Code points in one lazily loaded file of rare characters. */
const SLICE = 0x1000;

interface Face {
  readonly file: string;
  readonly family: 'Songbai Read' | 'Songbai Speak' | 'Songbai Rare';
  readonly weight: string;
  readonly range: string;
  readonly source: string;
  readonly characters: number;
  readonly bytes: number;
}

/** Later faces of a family are asked first by the browser, so the smallest stand last. */
const order = (face: Face): number =>
  ['rare', 'level-2', 'level-1', 'words'].findIndex((part) => face.file.includes(part));

function span(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}

/** GB 2312 rows `first` to `last`, by way of GBK. Level 1: rows B0–D7, level 2: rows D8–F7. */
function gb2312(first: number, last: number): string[] {
  const decoder = new TextDecoder('gbk', { fatal: true });
  const found: string[] = [];
  for (let high = first; high <= last; high += 1) {
    for (let low = 0xa1; low <= 0xfe; low += 1) {
      if (high === 0xd7 && low > 0xf9) continue;
      found.push(decoder.decode(new Uint8Array([high, low])));
    }
  }
  return found;
}

async function catalogue(): Promise<string[]> {
  const texts = await Promise.all(
    (await readdir(STRINGS))
      .filter((name) => name.endsWith('.json'))
      .map(async (name) =>
        Object.values(JSON.parse(await readFile(join(STRINGS, name), 'utf8')) as object).join(''),
      ),
  );
  return [...new Set(texts.join(''))].filter((c) => c > ' ');
}

const ALWAYS = [...span(0x20, 0x7e), ...span(0xa0, 0xff), ...'·•…—‘’“”、。《》（），：；？！＊％￥×'];

/**
 * Every file of the folder by name, told to `progress` as it is made.
 * @param folder as it is now; with `wordsOnly` what does not depend on the catalogue is kept from it
 */
export async function makeScreenFonts(
  folder: string,
  wordsOnly: boolean,
  progress: (line: string) => void,
): Promise<Map<string, Uint8Array>> {
  const faces: Face[] = [];
  const made = new Map<string, Uint8Array>();

  const cut = async (
    face: Omit<Face, 'characters' | 'bytes'>,
    font: Buffer,
    characters: readonly string[],
    hasGlyph: (codePoint: number) => boolean,
  ): Promise<void> => {
    const held = characters.filter((c) => hasGlyph(c.codePointAt(0) ?? 0));
    if (held.length === 0) return;
    const bytes = await subsetFont(font, held.join(''), {
      targetFormat: 'woff2',
      keepFeatures: face.family === 'Songbai Rare' ? [] : ['palt', 'halt', 'chws', 'kern'],
      noHinting: true,
      noLayoutClosure: true,
    });
    made.set(face.file, bytes);
    faces.push({ ...face, characters: held.length, bytes: bytes.length });
    progress(`${face.file}  ${held.length} characters  ${bytes.length} bytes`);
  };

  const open = async (path: string, index?: number) => {
    const raw = await readFile(path);
    const font = index === undefined ? raw : faceOfCollection(raw, index);
    const parsed = create(font);
    if (!('hasGlyphForCodePoint' in parsed)) throw new Error(`${path} is a collection`);
    return { font, has: (codePoint: number): boolean => parsed.hasGlyphForCodePoint(codePoint) };
  };

  const words = [...new Set([...ALWAYS, ...(await catalogue())])];
  const level1 = gb2312(0xb0, 0xd7);
  const level2 = gb2312(0xd8, 0xf7);

  const heavy = [
    ['read-500', 'Songbai Read', '500', 'NotoSansCJK-Medium.ttc'],
    ['read-700', 'Songbai Read', '700', 'NotoSansCJK-Bold.ttc'],
    ['speak-900', 'Songbai Speak', '900', 'NotoSerifCJK-Black.ttc'],
  ] as const;
  for (const [name, family, weight, source] of heavy) {
    const { font, has } = await open(join(NOTO, source), SC);
    const sets = [['words', name === 'speak-900' ? await catalogue() : words, 'U+20-FFFF']] as [
      string,
      string[],
      string,
    ][];
    if (!wordsOnly) {
      // A county's name stands in Song type on the plaque: level 1 covers all but a few of them.
      sets.push(['level-1', level1, 'U+4E00-9FFF']);
      if (family === 'Songbai Read') sets.push(['level-2', level2, 'U+4E00-9FFF']);
    }
    for (const [set, characters, range] of sets) {
      await cut({ file: `${name}-${set}.woff2`, family, weight, range, source }, font, characters, has);
    }
  }

  if (!wordsOnly) {
    const common = new Set([...words, ...level1, ...level2]);
    const noto = await open(join(NOTO, 'NotoSansCJK-Medium.ttc'), SC);
    const hanaA = await open(join(HANA, 'HanaMinA.ttf'));
    const hanaB = await open(join(HANA, 'HanaMinB.ttf'));
    const rare = async (from: number, to: number): Promise<void> => {
      const hex = (n: number): string => n.toString(16).toUpperCase();
      const all = span(from, to).filter((c) => !common.has(c));
      const range = `U+${hex(from)}-${hex(to)}`;
      const face = { family: 'Songbai Rare', weight: '500 700', range } as const;
      await cut(
        { ...face, file: `rare-noto-${hex(from)}.woff2`, source: 'NotoSansCJK-Medium.ttc' },
        noto.font,
        all,
        noto.has,
      );
      const left = all.filter((c) => !noto.has(c.codePointAt(0) ?? 0));
      for (const [name, hana] of [
        ['HanaMinA', hanaA],
        ['HanaMinB', hanaB],
      ] as const) {
        const file = `rare-${name === 'HanaMinA' ? 'hana-a' : 'hana-b'}-${hex(from)}.woff2`;
        await cut({ ...face, file, source: `${name}.ttf` }, hana.font, left, (c) => hana.has(c) && c > 0xff);
      }
    };
    await rare(0x0100, 0x04ff); // Latin with marks, Greek, Cyrillic: names of foreign residents
    for (let at = 0x3400; at <= 0x9fff; at += SLICE) await rare(at, Math.min(at + SLICE - 1, 0x9fff));
    for (let at = 0x20000; at <= 0x2ebff; at += SLICE) await rare(at, Math.min(at + SLICE - 1, 0x2ebff));
    await rare(0x30000, 0x3134f);
  }

  const before: Face[] = [];
  if (wordsOnly) {
    const known = JSON.parse(await readFile(join(folder, 'coverage.json'), 'utf8')) as Face[];
    before.push(...known.filter((face) => !made.has(face.file)));
    for (const { file } of before) made.set(file, await readFile(join(folder, file)));
  }
  const all = [...before, ...faces].sort((a, b) => order(a) - order(b) || a.file.localeCompare(b.file));
  made.set('coverage.json', Buffer.from(`${JSON.stringify(all, null, 2)}\n`));
  const rules = all.map(
    (face) =>
      `@font-face{font-family:"${face.family}";font-weight:${face.weight};font-display:block;src:url("./${face.file}") format("woff2");unicode-range:${face.range}}`,
  );
  made.set('fonts.css', Buffer.from(`/* Made by build-fonts.ts. */\n${rules.join('\n')}\n`));
  const total = all.reduce((sum, face) => sum + face.bytes, 0);
  progress(`${all.length} files, ${(total / 1e6).toFixed(1)} MB`);
  return made;
}
