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
import type { Program } from '../../app/cli/command.ts';
import { command } from '../../app/cli/command.ts';
import { failed } from '../../app/cli/errors.ts';
import { optional } from '../../app/cli/parameter.ts';
import { main } from '../../app/cli/run.ts';
import { oneOf } from '../../app/cli/values.ts';
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

const run = command({
  effect: 'changes',
  args: { what: optional(oneOf('all'), 'makes those too that stand as they are') },
  options: {},
  examples: ['', 'all'],
  more: 'Needs Debian packages: apt-get install espeak-ng sox opus-tools',
  async run({ what }, { out, error }) {
    try {
      for (const tongue of ['zh-CN', 'en'] as const)
        out(await build(tongue, clipsOf(tongue, await catalogue(tongue)), what === 'all', error));
      out(await build('syllables', syllables(), what === 'all', error));
      return 0;
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      const line = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      throw failed(
        `${line}${missing ? '; apt-get install espeak-ng sox opus-tools' : ''}; nothing was changed`,
      );
    }
  },
});

export const audio: Program = {
  name: 'audio',
  about: 'Makes the clips that the screen speaks with, those that are new or have changed.',
  load: async () => run,
};

if (import.meta.main) await main(audio);

async function catalogue(tongue: Language): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(
    await readFile(join(import.meta.dirname, '..', 'strings', `${tongue}.json`), 'utf8'),
  ) as Record<string, string>;
}

/** Returns what there is to say. */
async function build(
  name: string,
  wanted: readonly Wanted[],
  anew: boolean,
  warn: (line: string) => void,
): Promise<string> {
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
    const recording = await recordingFor(name, one, warn);
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
  return `${name}: ${clips.length} clips, ${made} made`;
}
