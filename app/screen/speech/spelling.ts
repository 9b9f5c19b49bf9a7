import { heard, numberParts } from '../../../shared/words/aloud.ts';

/** What is played one after the other: a clip of `assets/audio`, or nothing for so many ms. */
export type Sound = { readonly kind: 'clip'; readonly url: string; readonly ms: number } | Pause;
interface Pause {
  readonly kind: 'pause';
  readonly ms: number;
}

export interface Clip {
  readonly url: string;
  /** ms */
  readonly ms: number;
}

/** The clips of one language by the text that they say. */
export type ClipTable = ReadonlyMap<string, Clip>;

/** Clip of every character of a stretch of Chinese; `name`: its first character is read as a surname. */
export type Syllables = (stretch: string, name: boolean) => Promise<readonly (Clip | undefined)[]>;

const LONG = 260;
const SHORT = 130;

/**
 * Puts a text together of clips: the longest sentence or part of one that stands there, numbers, single
 * letters, and Chinese that no sentence has (names, places) by its syllables. A character that nobody can
 * read is passed over.
 */
export async function spell(
  text: string,
  table: ClipTable,
  syllables: Syllables,
  name?: string,
): Promise<readonly Sound[]> {
  const sounds: Sound[] = [];
  const play = (clip: Clip | undefined): void => {
    if (clip !== undefined) sounds.push({ kind: 'clip', ...clip });
  };
  const rest = heard(text);
  let at = 0;
  while (at < rest.length) {
    const known = longest(rest, at, table);
    if (known !== undefined) {
      play(table.get(known));
      at += known.length;
      continue;
    }
    const here = rest.slice(at);
    const digits = /^\d+/.exec(here)?.[0];
    const stretch = digits === undefined ? chineseUntilKnown(rest, at, table) : '';
    if (digits !== undefined) for (const part of numberParts(digits)) play(table.get(part));
    else if (stretch !== '')
      for (const clip of await syllables(stretch, name?.startsWith(stretch) === true)) play(clip);
    else if (/^[A-Za-z]/.test(here)) play(table.get(here.slice(0, 1).toUpperCase()));
    // A hidden character of a name is said as 某, somebody.
    else if (/^[*＊]/.test(here)) for (const clip of await syllables('某', false)) play(clip);
    else sounds.push({ kind: 'pause', ms: /^[。？！.?!;；]/.test(here) ? LONG : SHORT });
    at += Math.max(1, digits?.length ?? stretch.length);
  }
  return sounds;
}

/** The longest text of the table that stands at `at` as a whole: no word of letters is cut. */
function longest(text: string, at: number, table: ClipTable): string | undefined {
  let best: string | undefined;
  for (const known of table.keys()) {
    if (known.length <= (best?.length ?? 0) || !text.startsWith(known, at) || /^(\d+|[A-Z])$/.test(known))
      continue;
    const cutsWord = /[A-Za-z]$/.test(known) && /^[A-Za-z]/.test(text.slice(at + known.length));
    if (!cutsWord) best = known;
  }
  return best;
}

function chineseUntilKnown(text: string, at: number, table: ClipTable): string {
  const run = /^\p{Script=Han}+/u.exec(text.slice(at))?.[0] ?? '';
  let end = 0;
  for (const character of run) {
    if (end > 0 && longest(text, at + end, table) !== undefined) break;
    end += character.length;
  }
  return run.slice(0, end);
}
