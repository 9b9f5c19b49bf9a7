import { CommanderError, Command as Parser } from 'commander';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { Command, Program } from './command.ts';
import { isGroup, typed, wayTo } from './command.ts';
import { grow } from './grammar.ts';
import type { Parameter, Parameters } from './parameter.ts';
import { MISSING } from './parameter.ts';
import { needsValue, refusal } from './refusal.ts';
import { mostWords, optionName, usageOf } from './usage.ts';

type Values = Readonly<Record<string, unknown>>;

/** What the words of a command line come to. */
export type Parsed =
  | { readonly kind: 'help'; readonly text: string }
  /** Bad arguments: one line, and the verbs that were understood. */
  | { readonly kind: 'refused'; readonly path: readonly string[]; readonly line: string }
  | {
      readonly kind: 'command';
      readonly path: readonly string[];
      readonly command: Command;
      readonly values: Values;
      readonly everywhere: Values;
    };

/** Reads the words behind `npm run NAME --`. Touches nothing. */
export async function parse(program: Program, words: readonly string[]): Promise<Parsed> {
  let help = '';
  const root = new Parser(typed(program)).exitOverride().configureOutput({
    writeOut: (text) => {
      help += text;
    },
    writeErr: () => undefined,
  });
  const { path, node, parser } = await grow(root, program, words);
  try {
    root.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: help.trimEnd() };
    return { kind: 'refused', path, line: refusal(error, program, path, node) };
  }
  // The library lets no group pass: its verb is missing or not known.
  if (isGroup(node)) throw new Error(`${path.join(' ')} is a group and cannot be run`);
  const usage = `write "${usageOf(wayTo(program, path), node)}"`;
  const given: Values = parser.opts();
  // First of all: the library takes whatever comes next for the value, and what follows is out of step.
  const robbed = withoutValue({ ...node.options, ...program.everywhere }, given);
  if (robbed !== undefined) return { kind: 'refused', path, line: needsValue(...robbed, usage) };
  const argumentWords = argumentValues(node, parser.args, usage);
  if (!argumentWords.ok) return { kind: 'refused', path, line: argumentWords.error };
  const options = optionValues(node.options, given, usage);
  if (!options.ok) return { kind: 'refused', path, line: options.error };
  const everywhere = optionValues(program.everywhere ?? {}, given, usage);
  if (!everywhere.ok) return { kind: 'refused', path, line: everywhere.error };
  const values = { ...argumentWords.value, ...options.value };
  return { kind: 'command', path, command: node, values, everywhere: everywhere.value };
}

function argumentValues(
  { args, expects }: Command,
  words: readonly string[],
  usage: string,
): Result<Values, string> {
  const most = mostWords(args);
  if (words.length > most)
    return err(`${expects ?? `${JSON.stringify(words[most])} is one argument too many`}; ${usage}`);
  const values: Record<string, unknown> = {};
  for (const [at, [key, argument]] of Object.entries(args).entries()) {
    const own = words.slice(at, argument.presence === 'repeated' ? undefined : at + 1);
    const read = argument.read(own);
    if (!read.ok)
      return err(
        withCure(read.error === MISSING ? (expects ?? 'an argument is missing') : read.error, usage),
      );
    values[key] = read.value;
  }
  return ok(values);
}

function optionValues(options: Parameters, given: Values, usage: string): Result<Values, string> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(options)) {
    const words = wordsOf(option, given[key]);
    const read = option.read(words);
    if (!read.ok) return err(withCure(`${optionName(key)} ${read.error}`, usage));
    values[key] = read.value;
  }
  return ok(values);
}

/** An option that was given another one for its value. */
function withoutValue(options: Parameters, given: Values): [string, Parameter<unknown>] | undefined {
  const found = Object.entries(options).find(([key, option]) =>
    wordsOf(option, given[key]).some((word) => word.startsWith('--')),
  );
  return found === undefined ? undefined : [optionName(found[0]), found[1]];
}

function wordsOf({ presence }: Parameter<unknown>, given: unknown): readonly string[] {
  if (presence === 'flag') return given === true ? [''] : [];
  return Array.isArray(given) ? given.map(String) : [];
}

/** Some messages say already what to do, and then the usage is one sentence too many. */
function withCure(line: string, usage: string): string {
  return line.includes(';') ? line : `${line}; ${usage}`;
}
