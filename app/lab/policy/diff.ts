import { isDay } from '../../../shared/dates/day.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Difference } from '../../../shared/pension/policy-diff.ts';
import { diffTimelines } from '../../../shared/pension/policy-diff.ts';
import type { PackFile, PolicyProblem } from '../../../shared/pension/policy-parse.ts';
import type { Timelines } from '../../../shared/pension/policy-timeline.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { diffLines } from '../packs/diff-text.ts';
import { bookWith, packFiles } from '../packs/pack-files.ts';
import type { Verb } from './verb.ts';
import { unsound } from './verb.ts';

interface Side {
  readonly id: string;
  /** Path of a draft; none when the pack is a shipped one. */
  readonly file?: string;
  readonly lines: Timelines;
}

/** A line about the arguments, or what is wrong in a pack. */
type Refusal = string | readonly PolicyProblem[];

/**
 * What differs between two packs, with all layers taken together. A file stands in for the shipped pack of
 * its name, so that a draft beside that name shows what it changes, and from which day on.
 */
export const diff: Verb = {
  usage: 'diff PACK|FILE.json PACK|FILE.json [--on YYYY-MM-DD] [--json]',
  options: { on: { type: 'string' }, json: { type: 'boolean' } },
  run({ words, options }, output) {
    const bad = (line: string): number => {
      output.error(`policy diff: ${line}; write "policy -- ${diff.usage}"`);
      return 2;
    };
    const [first, second, ...more] = words;
    if (first === undefined || second === undefined || more.length > 0) return bad('two packs are expected');
    const on = typeof options['on'] === 'string' ? options['on'] : undefined;
    if (on !== undefined && !isDay(on)) return bad(`--on ${on} is not a day`);
    const sides: Side[] = [];
    for (const word of [first, second]) {
      const side = sideOf(word);
      if (side.ok) sides.push(side.value);
      else return typeof side.error === 'string' ? bad(side.error) : unsound('diff', side.error, output);
    }
    const [a, b] = sides;
    if (a === undefined || b === undefined) return bad('two packs are expected');
    const found = diffTimelines(a.lines, b.lines, on);
    if (options['json'] === true) {
      const { differences, same, sameByAnotherRow } = found;
      const head = { a: named(a), b: named(b), ...(on === undefined ? {} : { on }) };
      output.out(
        JSON.stringify({ ...head, differences: differences.map(plain), same, sameByAnotherRow }, null, 2),
      );
    } else {
      for (const line of diffLines({ a: title(a), b: title(b) }, found, on)) output.out(line);
    }
    return 0;
  },
};

/** A word that ends in `.json` is a file, any other the name of a shipped pack. */
function sideOf(word: string): Result<Side, Refusal> {
  if (!word.endsWith('.json')) return sideIn(bookWith([]), word);
  const read: Result<readonly PackFile[], string> = packFiles(word);
  if (!read.ok) return err(read.error);
  const [pack, ...more] = read.value;
  if (pack === undefined || more.length > 0) return err(`${word} is a directory; name one pack`);
  const side = sideIn(bookWith([pack]), pack.file.slice(0, -'.json'.length));
  return side.ok ? ok({ ...side.value, file: word }) : side;
}

function sideIn(book: Result<PolicyBook, readonly PolicyProblem[]>, id: string): Result<Side, Refusal> {
  if (!book.ok) return book;
  const lines = book.value.timelines.get(id);
  if (lines !== undefined) return ok({ id, lines });
  return err(`there is no pack "${id}", only ${[...book.value.packs.keys()].sort().join(', ')}`);
}

function named({ id, file }: Side): { readonly pack: string; readonly file?: string } {
  return file === undefined ? { pack: id } : { pack: id, file };
}

function title({ id, file }: Side): string {
  return file === undefined ? id : `${id} (${file})`;
}

/** Values as packs write them: money in yuan. */
function plain({ parameter, from, to, a, b }: Difference): Readonly<Record<string, unknown>> {
  return { parameter, from, ...(to === undefined ? {} : { to }), a: side(a), b: side(b) };
}

function side(setting: Difference['a']): Readonly<Record<string, unknown>> | null {
  if (setting === undefined) return null;
  const { pack, row } = setting;
  const value = row.setting === 'inherit' ? null : row.setting.written;
  const { from, citation, quote, confidence } = row;
  return {
    value,
    since: from,
    layer: pack.layer,
    pack: pack.id,
    citation,
    ...(quote === undefined ? {} : { quote }),
    confidence,
  };
}
