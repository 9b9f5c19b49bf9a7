import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Clip, type ClipTable, spell } from '../../../../app/screen/speech/spelling.ts';
import en from '../../../../assets/strings/en.json';
import zh from '../../../../assets/strings/zh-CN.json';
import { pinyin } from 'pinyin-pro';
import { heard, inHan, numberParts, stretchesOf } from '../../../../shared/words/aloud.ts';
import { fill } from '../../../../shared/words/fill.ts';
import { spoken } from '../every-screen.ts';
import { STORIES } from '../stories/registry.ts';

const AUDIO = join(import.meta.dirname, '../../../../assets/audio');
const CATALOGUES = { 'zh-CN': zh, en } as const;

interface Index {
  readonly clips: readonly { readonly text: string; readonly file: string; readonly ms: number }[];
}

async function indexOf(folder: string): Promise<Index['clips']> {
  return (JSON.parse(await readFile(join(AUDIO, folder, 'clips.json'), 'utf8')) as Index).clips;
}

async function tableOf(folder: string): Promise<ClipTable> {
  return new Map(
    (await indexOf(folder)).map(({ text, file, ms }): [string, Clip] => [
      text,
      { url: `${folder}/${file}`, ms },
    ]),
  );
}

const syllableClips = await tableOf('syllables');
const syllables = (stretch: string, name: boolean) =>
  Promise.resolve(
    pinyin(stretch, { toneType: 'num', type: 'array', v: true, surname: name ? 'head' : 'off' }).map((one) =>
      syllableClips.get(one),
    ),
  );

describe.each(['zh-CN', 'en'] as const)('clips, %s', (tongue) => {
  const catalogue: Readonly<Record<string, string>> = CATALOGUES[tongue];

  test('every stretch of every sentence has its clip: else run npm run audio', async () => {
    const there = new Set((await indexOf(tongue)).map(({ text }) => text));
    const missing = Object.values(catalogue)
      .flatMap(stretchesOf)
      .filter((stretch) => !there.has(stretch));
    expect(missing).toEqual([]);
  });

  test('every clip is a file with sound in it, and no file is left over', async () => {
    const index = await indexOf(tongue);
    const files = (await readdir(join(AUDIO, tongue))).filter((file) => file.endsWith('.opus'));
    expect(files.sort()).toEqual(index.map(({ file }) => file).sort());
    for (const { file, ms } of index) {
      const bytes = await readFile(join(AUDIO, tongue, file));
      expect(bytes.subarray(0, 4).toString('latin1'), file).toBe('OggS');
      expect(ms, file).toBeGreaterThan(80);
    }
  });

  test('everything that a screen says is put together without a rest', async () => {
    const table = await tableOf(tongue);
    for (const { name, view } of STORIES) {
      for (const line of spoken(view, (word, fillings) => fill(catalogue[word] ?? '', fillings))) {
        const sounds = await spell(line.text, table, syllables, line.name);
        expect(
          sounds.some(({ kind }) => kind === 'clip'),
          `${name}: ${line.text}`,
        ).toBe(true);
        if (tongue === 'zh-CN' && line.name === undefined && line.about !== 'nearest') {
          const urls = sounds.flatMap((sound) => (sound.kind === 'clip' ? [sound.url] : []));
          expect(
            urls.filter((url) => url.startsWith('syllables/')),
            `${name}: ${line.text}`,
          ).toEqual([]);
        }
      }
    }
  });
});

describe('Mandarin', () => {
  test('is spoken at 160 to 220 characters a minute, pauses apart', async () => {
    const long = (await indexOf('zh-CN')).filter(({ text }) => /^[\p{Script=Han}，、]{8,}$/u.test(text));
    const rate =
      (long.reduce((n, { text }) => n + text.length, 0) / long.reduce((n, { ms }) => n + ms, 0)) * 60_000;
    expect(long.length).toBeGreaterThan(20);
    expect(rate).toBeGreaterThan(160);
    expect(rate).toBeLessThan(220);
  });

  test('has a syllable for every character that a name may be written with', async () => {
    for (const name of ['欧阳娜娜', '单雄信', '吕么儿', '龘']) {
      expect(await syllables(name, true), name).not.toContain(undefined);
    }
    expect((await syllables('单', true))[0]?.url).toContain('shan4');
  });
});

describe('putting a text together', () => {
  const table: ClipTable = new Map(
    ['养老金照常发，您放心', '明年', '月底以前再来就行', '10', '2', '0', '7', 'X', 'At', 'Attend'].map(
      (text) => [text, { url: text, ms: 1 }],
    ),
  );
  const none = () => Promise.resolve([]);
  const urls = async (text: string): Promise<readonly string[]> =>
    (
      await spell(text, table, (stretch) => Promise.resolve([...stretch].map((c) => ({ url: c, ms: 1 }))))
    ).map((sound) => (sound.kind === 'clip' ? sound.url : '·'));

  test('takes the longest sentence, numbers by their size, and what no sentence has by syllables', async () => {
    expect(await urls('养老金照常发，您放心。\n明年**10月底以前**再来就行。')).toEqual([
      '养老金照常发，您放心',
      '·',
      '·',
      '明年',
      '10',
      '月底以前再来就行',
    ]);
    expect(await urls('2072X')).toEqual(['2', '0', '7', '2', 'X']);
    expect(await urls('李＊明年')).toEqual(['李', '某', '明年']);
    expect(await urls('Attend')).toEqual(['Attend']);
    expect(await urls('Atten')).not.toContain('At');
  });

  test('what nobody can read is passed over', async () => {
    expect(await spell('\u{e863}', table, none)).toEqual([{ kind: 'pause', ms: 130 }]);
    expect(await spell('', table, none)).toEqual([]);
  });

  test('numbers and stretches', () => {
    expect([0, 3, 10, 12, 20, 31].map(inHan)).toEqual(['零', '三', '十', '十二', '二十', '三十一']);
    expect(numberParts('12')).toEqual(['12']);
    expect(numberParts('05')).toEqual(['0', '5']);
    expect(numberParts('2027')).toEqual(['2', '0', '2', '7']);
    expect(stretchesOf('{year}**{month}月底以前**再来就行。')).toEqual(['月底以前再来就行']);
    expect(heard('**您好**，\n请坐。')).toBe('您好， 请坐');
  });
});
