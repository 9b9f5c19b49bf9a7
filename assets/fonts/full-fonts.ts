/**
 * Makes the fonts of receipts and documents, `full/`, from Debian 12's fonts-noto-cjk and fonts-hanazono.
 * Same packages, same bytes: the sources' digests are checked, and nothing else goes in.
 *
 * `noto-sans-sc.otf` is the SC face cut out of the collection, unaltered. `hana-*.ttf` hold what Noto
 * lacks (most of Ext B, C, E, F), in slices of 4,096 code points: a receipt with one rare character then
 * opens a megabyte or two instead of thirty. `coverage.json` says which file draws which code point.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Font, FontCollection } from 'fontkit';
import { create } from 'fontkit';
import subsetFont from 'subset-font';
import { encodeRanges } from './ranges.ts';
import { faceOfCollection } from './ttc.ts';

const SOURCES = {
  noto: {
    path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
    face: 'NotoSansCJKsc-Regular',
    sha256: 'b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a',
  },
  hanaA: {
    path: '/usr/share/fonts/truetype/hanazono/HanaMinA.ttf',
    sha256: '7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7',
  },
  hanaB: {
    path: '/usr/share/fonts/truetype/hanazono/HanaMinB.ttf',
    sha256: '829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c',
  },
} as const;

const SLICE = 0x1000;

interface FaceFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly codePoints: readonly number[];
}

function read(source: { readonly path: string; readonly sha256: string }): Buffer {
  const bytes = readFileSync(source.path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== source.sha256) throw new Error(`${source.path}: not the version this build knows (${digest})`);
  return bytes;
}

function isCollection(font: Font | FontCollection): font is FontCollection {
  return font.type === 'TTC' || font.type === 'DFont';
}

function characters(bytes: Buffer): number[] {
  const font = create(bytes);
  if (isCollection(font)) throw new Error('expected a single face');
  return [...font.characterSet].sort((a, b) => a - b);
}

function indexOfFace(ttc: Buffer, name: string): number {
  const collection = create(ttc);
  if (!isCollection(collection)) throw new Error('expected a collection');
  const index = collection.fonts.findIndex((font) => font.postscriptName === name);
  if (index < 0) throw new Error(`no face ${name}`);
  return index;
}

/** Han of every block, and the letters that names of foreign residents may hold. No private use. */
function isWanted(codePoint: number): boolean {
  return (
    codePoint >= 0x20000 ||
    (codePoint >= 0x2e80 && codePoint < 0x2fe0) ||
    (codePoint >= 0x3400 && codePoint < 0xa000) ||
    (codePoint >= 0xf900 && codePoint < 0xfb00) ||
    (codePoint >= 0xa0 && codePoint < 0x530) ||
    (codePoint >= 0x1e00 && codePoint < 0x2000)
  );
}

/** U+2F00–2FDF and the compatibility blocks decompose to common characters; harfbuzz must not swap them. */
async function subset(source: Buffer, codePoints: readonly number[]): Promise<Uint8Array> {
  return subsetFont(source, String.fromCodePoint(...codePoints), {
    targetFormat: 'sfnt',
    noLayoutClosure: true,
    noHinting: true,
    keepFeatures: [],
  });
}

async function faces(): Promise<FaceFile[]> {
  const ttc = read(SOURCES.noto);
  const noto = faceOfCollection(ttc, indexOfFace(ttc, SOURCES.noto.face));
  const files: FaceFile[] = [{ file: 'noto-sans-sc.otf', bytes: noto, codePoints: characters(noto) }];
  const taken = new Set(files[0]?.codePoints);

  const hanaB = read(SOURCES.hanaB);
  const slices = Map.groupBy(
    characters(hanaB).filter((c) => !taken.has(c) && isWanted(c)),
    (c) => Math.floor(c / SLICE),
  );
  for (const [slice, codePoints] of slices) {
    const file = `hana-${(slice * SLICE).toString(16)}.ttf`;
    files.push({ file, bytes: await subset(hanaB, codePoints), codePoints });
    for (const codePoint of codePoints) taken.add(codePoint);
  }

  const hanaA = read(SOURCES.hanaA);
  const rest = characters(hanaA).filter((c) => !taken.has(c) && isWanted(c));
  files.push({ file: 'hana-other.ttf', bytes: await subset(hanaA, rest), codePoints: rest });
  return files;
}

/** Every file of `full/` by name, told to `progress` as it is made. */
export async function makeFullFonts(progress: (line: string) => void): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const coverage: { file: string; ranges: string }[] = [];
  for (const { file, bytes, codePoints } of await faces()) {
    files.set(file, bytes);
    coverage.push({ file, ranges: encodeRanges(codePoints) });
    progress(`${file}: ${codePoints.length} characters, ${(bytes.length / 1e6).toFixed(1)} MB`);
  }
  const table = `${JSON.stringify({ faces: coverage }, undefined, 1)}\n`;
  return files.set('coverage.json', Buffer.from(table));
}
