import type { CommanderError } from 'commander';
import type { Command, Group, Program } from './command.ts';
import { isGroup, wayTo } from './command.ts';
import type { Parameter } from './parameter.ts';
import { MISSING } from './parameter.ts';
import { optionName, orList, usageOf, usageOfGroup } from './usage.ts';

/** As many verbs are told as they are written; more only by their names. */
const FEW_VERBS = 6;

/** The library's refusals in the words of the house: what, perhaps what was meant, and how it is written. */
export function refusal(
  error: CommanderError,
  program: Program,
  path: readonly string[],
  node: Command | Group,
): string {
  return isGroup(node)
    ? refusedByGroup(error, program, path, node)
    : refusedByCommand(error, program, path, node);
}

function refusedByGroup(
  { code, message }: CommanderError,
  program: Program,
  path: readonly string[],
  group: Group,
): string {
  const names = Object.keys(group.verbs);
  const many = names.length > FEW_VERBS;
  const known = many
    ? `commands are ${names.join(', ')}`
    : `write "${usageOfGroup(wayTo(program, path), group)}"`;
  // The library gives its help where nothing stands behind a group.
  if (code === 'commander.help') return `${many ? 'a command' : orList(names)} ${MISSING}; ${known}`;
  const word = quoted(message);
  if (code !== 'commander.unknownCommand') return `${word} is not known here; ${known}`;
  const name = JSON.stringify(word);
  const what =
    group.unknown === undefined ? `there is no ${many ? 'command ' : ''}${name}` : `${name} ${group.unknown}`;
  return `${what}${perhaps(message)}; ${known}`;
}

function refusedByCommand(
  { code, message }: CommanderError,
  program: Program,
  path: readonly string[],
  command: Command,
): string {
  const usage = `write "${usageOf(wayTo(program, path), command)}"`;
  const word = quoted(message);
  if (code !== 'commander.optionMissingArgument')
    return `${word} is not known here${perhaps(message)}; ${usage}`;
  const name = word.split(' ', 1)[0] ?? '';
  const all = Object.entries({ ...command.options, ...program.everywhere });
  const option = all.find(([key]) => optionName(key) === name)?.[1];
  return needsValue(name, option, usage);
}

/** `--keys needs a value; name a folder`. */
export function needsValue(name: string, option: Parameter<unknown> | undefined, usage: string): string {
  return `${name} needs a value; ${option?.value?.give ?? usage}`;
}

/** `error: unknown option '--prot'` and the like; the word is as it was typed, quotes in it too. */
function quoted(message: string): string {
  return /'(.*)'/.exec(message)?.[1] ?? '';
}

function perhaps(message: string): string {
  const meant = /\(Did you mean (.+)\?\)$/.exec(message)?.[1];
  return meant === undefined ? '' : `, did you mean ${meant}?`;
}
