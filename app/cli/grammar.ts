import { Argument, Command as Parser, Option } from 'commander';
import type { Command, Group, Program, Verb } from './command.ts';
import { isGroup, typed } from './command.ts';
import type { Parameter, Parameters } from './parameter.ts';
import { aboutWithDefault, optionName, usageOf } from './usage.ts';

/** The command or group that the words lead to, and the library's parser of it. */
export interface Grown {
  readonly path: readonly string[];
  readonly node: Command | Group;
  readonly parser: Parser;
}

/** Declares to `root` the one branch that the words follow in full; of the others their names. */
export async function grow(root: Parser, program: Program, words: readonly string[]): Promise<Grown> {
  return await branch(root, program, program.everywhere ?? {}, words, { path: [], line: typed(program) });
}

/** `line` is `path` as a person types it. */
interface Place {
  readonly path: readonly string[];
  readonly line: string;
}

async function branch(
  parser: Parser,
  { about, load }: Verb,
  everywhere: Parameters,
  words: readonly string[],
  { path, line }: Place,
): Promise<Grown> {
  const node = await load();
  parser.description(about).helpOption('-h, --help', 'tells this').helpCommand(false);
  if (!isGroup(node)) {
    declare(parser, node, everywhere, line);
    return { path, node, parser };
  }
  parser.usage('COMMAND …');
  let chosen: Grown | undefined;
  for (const [name, verb] of Object.entries(node.verbs)) {
    const below = parser.command(name).description(verb.about);
    const place = { path: [...path, name], line: `${line} ${name}` };
    if (words[0] === name) chosen = await branch(below, verb, everywhere, words.slice(1), place);
  }
  if (chosen !== undefined) return chosen;
  parser.addHelpText('after', `\n"${line} COMMAND --help" tells more of one.`);
  parser.addHelpText('after', examplesText([await firstExample(node, line)]));
  return { path, node, parser };
}

async function firstExample(node: Command | Group, line: string): Promise<string> {
  if (!isGroup(node)) return `${line} ${node.examples[0]}`.trimEnd();
  const [first] = Object.entries(node.verbs);
  if (first === undefined) return line;
  const [name, verb] = first;
  return await firstExample(await verb.load(), `${line} ${name}`);
}

function declare(parser: Parser, node: Command, everywhere: Parameters, line: string): void {
  // Too many are counted by us, in the words of the house.
  parser.allowExcessArguments().usage(usageOf([], node));
  for (const argument of Object.values(node.args)) parser.addArgument(argumentOf(argument));
  for (const [key, option] of Object.entries({ ...node.options, ...everywhere }))
    parser.addOption(optionOf(key, option));
  if (node.more !== undefined) parser.addHelpText('after', `\n${node.more}`);
  parser.addHelpText('after', examplesText(node.examples.map((example) => `${line} ${example}`.trimEnd())));
  parser.action(() => undefined);
}

function examplesText(lines: readonly string[]): string {
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** Never missing to the library: that is said by us as well. */
function argumentOf(argument: Parameter<unknown>): Argument {
  const dots = argument.presence === 'repeated' ? '...' : '';
  return new Argument(`[${argument.value?.shape ?? ''}${dots}]`, aboutWithDefault(argument));
}

/** Collects the words as they are; `Parameter.read` makes values of them. */
function optionOf(key: string, option: Parameter<unknown>): Option {
  if (option.value === undefined) return new Option(optionName(key), aboutWithDefault(option));
  return new Option(`${optionName(key)} <${option.value.shape}>`, aboutWithDefault(option)).argParser<
    readonly string[]
  >((word, before) => [...(before ?? []), word]);
}
