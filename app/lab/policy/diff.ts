import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Difference } from '../../../shared/pension/policy-diff.ts';
import { diffTimelines } from '../../../shared/pension/policy-diff.ts';
import type { PackFile, PolicyProblem } from '../../../shared/pension/policy-parse.ts';
import type { Timelines } from '../../../shared/pension/policy-timeline.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Output } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import { flag, optional, required } from '../../cli/parameter.ts';
import { DAY, text } from '../../cli/values.ts';
import { diffLines } from '../packs/diff-text.ts';
import { bookWith, packFiles } from '../packs/pack-files.ts';
import { unsound } from './verb.ts';

const PACK = text('PACK|FILE.json');

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
export const diff = command({
  effect: 'reads',
  args: {
    first: required(PACK, 'a shipped pack by name, or a file'),
    second: required(PACK, 'what it is compared with'),
  },
  options: { on: optional(DAY, 'only what differs on this day'), json: flag('one JSON object') },
  examples: ['jilin-2011 national-2014', 'drafts/national-2014.json national-2014 --on 2027-01-01'],
  expects: 'two packs are expected',
  async run({ first, second, on, json }, output) {
    const a = sideOf(first);
    if (!a.ok) return refused(a.error, output);
    const b = sideOf(second);
    if (!b.ok) return refused(b.error, output);
    const found = diffTimelines(a.value.lines, b.value.lines, on);
    if (json) {
      const { differences, same, sameByAnotherRow } = found;
      const head = { a: named(a.value), b: named(b.value), ...(on === undefined ? {} : { on }) };
      output.out(
        JSON.stringify({ ...head, differences: differences.map(plain), same, sameByAnotherRow }, null, 2),
      );
    } else {
      for (const line of diffLines({ a: title(a.value), b: title(b.value) }, found, on)) output.out(line);
    }
    return 0;
  },
});

function refused(refusal: Refusal, output: Output): 1 {
  if (typeof refusal === 'string') throw badArguments(refusal);
  return unsound('diff', refusal, output);
}

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
  return err(
    `there is no pack "${id}", only ${[...book.value.packs.keys()].sort().join(', ')}; name one of them, or a file`,
  );
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
