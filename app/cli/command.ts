import type { ExitCode, Failure } from './errors.ts';
import type { Parameters, ValuesOf } from './parameter.ts';

/** Where lines go, without the line break. */
export interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  /** Long work may show how far it is: somebody watches. */
  readonly watched: boolean;
  /** How far long work is, in place of what stood there before; nothing where nobody watches. */
  readonly progress: (text: string) => void;
}

/**
 * What a command does to the world, and so what it does when its reader goes (`| head`): one that only
 * reads has nothing left to do and ends; one that changes something, or serves, goes on unheard.
 */
export type Effect = 'reads' | 'changes' | 'serves';

/** One thing that can be done. Keys of options are camel case; `acceptDamaged` is typed `--accept-damaged`. */
export interface Command<A extends Parameters = Parameters, O extends Parameters = Parameters> {
  readonly effect: Effect;
  /** In their order. Only the last may be repeated. */
  readonly args: A;
  readonly options: O;
  /** What follows the command's name; each can be typed as it stands. */
  readonly examples: readonly [string, ...string[]];
  /** Sentences of the help beyond the line of its group. */
  readonly more?: string;
  /** Said instead of "an argument is missing" and "is one argument too many", e.g. `two packs are expected`. */
  readonly expects?: string;
  /** Resolves to the exit code; rejects with `CommandError` or what the program's `failure` knows. */
  run(values: ValuesOf<A> & ValuesOf<O>, output: Output): Promise<ExitCode>;
}

/** Infers the types of what `run` gets. */
export function command<A extends Parameters, O extends Parameters>(declared: Command<A, O>): Command<A, O> {
  return declared;
}

/** Commands below one word. */
export interface Group {
  readonly verbs: Readonly<Record<string, Verb>>;
  /** Behind a verb that is not there: `"weights" cannot be imported`; default: `there is no "weights"`. */
  readonly unknown?: string;
}

/** Loaded when it is asked for: a review does not wait for the web server to load. */
export interface Verb {
  /** One line. */
  readonly about: string;
  readonly load: () => Promise<Command | Group>;
}

/** What one npm script runs. */
export interface Program extends Verb {
  /** Of the npm script. */
  readonly name: string;
  /** What stands before the words of a person who types it, where no npm script has it. */
  readonly typed?: string;
  /** Taken by every command of it. */
  readonly everywhere?: Parameters;
  /** Before a command begins. @param verb the first word, or the program's name where there are no verbs. */
  readonly begin?: (verb: string, everywhere: Readonly<Record<string, unknown>>) => void;
  /** For errors of its own; default: the message of whatever was thrown. */
  readonly failure?: (error: unknown) => Failure;
}

export function isGroup(node: Command | Group): node is Group {
  return 'verbs' in node;
}

/** What stands before the words of a person who types it. */
export function typed({ name, typed: given }: Program): string {
  return given ?? (name === 'start' ? 'npm start --' : `npm run ${name} --`);
}

/** How a usage begins: with the verbs, or where there are none with all that a person types. */
export function wayTo(program: Program, path: readonly string[]): readonly string[] {
  return path.length === 0 ? [typed(program)] : path;
}
