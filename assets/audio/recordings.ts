import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wanted } from './plan.ts';

const FOLDER = join(import.meta.dirname, 'recorded');

type Texts = Readonly<Record<string, string>>;

/** `texts.json` beside the recordings: what each said when it was first taken in. */
async function textsOf(name: string): Promise<Texts> {
  return readFile(join(FOLDER, name, 'texts.json'), 'utf8').then(
    (text) => JSON.parse(text) as Texts,
    () => ({}),
  );
}

/**
 * Path of the recording (`recorded/NAME/FILE.wav`) of this clip. One whose sentence has changed since it was
 * made would say what no longer stands on the screen: it is named and left out.
 */
export async function recordingFor(
  name: string,
  { file, text }: Wanted,
  warn: (line: string) => void,
): Promise<string | undefined> {
  const path = join(FOLDER, name, `${file}.wav`);
  if (!(await exists(path))) return undefined;
  const then = (await textsOf(name))[file];
  if (then === undefined || then === text) return path;
  warn(
    `audio: recorded/${name}/${file}.wav says “${then}”, the sentence is now “${text}”: not used, record it anew and take its line out of texts.json`,
  );
  return undefined;
}

/** Notes what every recording that is there says. */
export async function writeTexts(name: string, wanted: readonly Wanted[]): Promise<void> {
  const before = await textsOf(name);
  const texts: Record<string, string> = {};
  for (const { file, text } of wanted) {
    if (await exists(join(FOLDER, name, `${file}.wav`))) texts[file] = before[file] ?? text;
  }
  if (Object.keys(texts).length > 0)
    await writeFile(join(FOLDER, name, 'texts.json'), `${JSON.stringify(texts, null, 2)}\n`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
