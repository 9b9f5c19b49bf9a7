/**
 * `npm run audio [-- all]` makes the clips that the screen speaks with, one file for each stretch of a sentence
 * of the catalogue, from Debian 12 packages:
 *
 *     apt-get install espeak-ng sox opus-tools
 *
 * Only what is new or has changed is made; with `all` everything. A recording of a human voice takes the place
 * of a clip, file by file: see README.md beside this.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wordsFor } from '../../shared/node/arguments.ts';
import type { Language } from '../../shared/words/aloud.ts';
import { replaceFolder } from '../fonts/replace-folder.ts';
import { clipsOf, syllables, type Wanted } from './plan.ts';
import { recordingFor, writeTexts } from './recordings.ts';
import { MADE_BY, soundOf } from './synthesize.ts';

/** What stands in `clips.json` beside the files. */
interface Index {
  readonly madeBy: string;
  readonly clips: readonly {
    readonly text: string;
    readonly file: string;
    /** ms */
    readonly ms: number;
    readonly recorded?: true;
  }[];
}

/** Clips made at the same time: speaking is short, starting programs is not. */
const AT_ONCE = 4;

const words = wordsFor('audio', ['all'], 'npm run audio [-- all]');
if (words !== undefined) {
  try {
    for (const tongue of ['zh-CN', 'en'] as const)
      await build(tongue, clipsOf(tongue, await catalogue(tongue)), words.includes('all'));
    await build('syllables', syllables(), words.includes('all'));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const line = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(
      `audio: ${line}${missing ? '; apt-get install espeak-ng sox opus-tools' : ''}; nothing was changed\n`,
    );
    process.exitCode = 1;
  }
}

async function catalogue(tongue: Language): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(
    await readFile(join(import.meta.dirname, '..', 'strings', `${tongue}.json`), 'utf8'),
  ) as Record<string, string>;
}

async function build(name: string, wanted: readonly Wanted[], anew: boolean): Promise<void> {
  const folder = join(import.meta.dirname, name);
  const old = await readFile(join(folder, 'clips.json'), 'utf8').then(
    (text) => JSON.parse(text) as Index,
    () => undefined,
  );
  const kept = new Map(
    old === undefined || anew || old.madeBy !== MADE_BY ? [] : old.clips.map((clip) => [clip.text, clip]),
  );
  const files = new Map<string, Uint8Array>();
  const clips: Index['clips'][number][] = [];
  let made = 0;
  const make = async (one: Wanted): Promise<void> => {
    const recording = await recordingFor(name, one, (line) => process.stderr.write(`${line}\n`));
    const before = kept.get(one.text);
    const file = `${one.file}.opus`;
    const standing =
      before !== undefined && recording === undefined && before.recorded === undefined
        ? await readFile(join(folder, before.file)).catch(() => undefined)
        : undefined;
    if (standing !== undefined && before !== undefined) {
      files.set(file, standing);
      clips.push({ text: one.text, file, ms: before.ms });
      return;
    }
    const { opus, length } = await soundOf(one, recording);
    files.set(file, opus);
    clips.push({ text: one.text, file, ms: length, ...(recording === undefined ? {} : { recorded: true }) });
    made += 1;
  };
  const queue = [...wanted];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) await make(one);
    }),
  );
  clips.sort((a, b) => (a.file < b.file ? -1 : 1));
  const index: Index = { madeBy: MADE_BY, clips };
  files.set('clips.json', Buffer.from(`${JSON.stringify(index, null, 2)}\n`));
  await mkdir(folder, { recursive: true });
  await replaceFolder(folder, files);
  await writeTexts(name, wanted);
  process.stdout.write(`${name}: ${clips.length} clips, ${made} made\n`);
}
