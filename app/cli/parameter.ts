import type { z } from 'zod';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';

/** A kind of value that a person types. */
export interface Value<T> {
  /** How help and usage write it, e.g. `YYYY-MM`. */
  readonly shape: string;
  /** Its messages go on behind the word typed: `"2026-13" is not a month`. */
  readonly schema: z.ZodType<T>;
  /** What to do when the word is left out, e.g. `name a folder`; default: the usage. */
  readonly give?: string;
}

/** An argument or an option, and what its words come to. */
export interface Parameter<T> {
  readonly about: string;
  readonly presence: 'flag' | 'required' | 'optional' | 'repeated';
  readonly value?: Value<unknown>;
  /** What counts when it is left out, as a person would type it. */
  readonly unsaid?: string;
  /** The words given, none when it is left out. The error goes on behind its name. */
  readonly read: (words: readonly string[]) => Result<T, string>;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type ValuesOf<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Behind the name of what is left out. */
export const MISSING = 'is missing';

/** `--demo`: said or not. */
export function flag(about: string): Parameter<boolean> {
  return { about, presence: 'flag', read: (words) => ok(words.length > 0) };
}

export function required<T>(value: Value<T>, about: string): Parameter<T> {
  return { about, presence: 'required', value, read: (words) => readLast(value, words) };
}

export function optional<T>(value: Value<T>, about: string): Parameter<T | undefined> {
  const read = (words: readonly string[]): Result<T | undefined, string> =>
    words.length === 0 ? ok(undefined) : readLast(value, words);
  return { about, presence: 'optional', value, read };
}

/** `unsaid` counts when it is left out. */
export function preset<T>(value: Value<T>, unsaid: string, about: string): Parameter<T> {
  const read = (words: readonly string[]): Result<T, string> =>
    readLast(value, words.length === 0 ? [unsaid] : words);
  return { about, presence: 'optional', value, unsaid, read };
}

/** As often as one likes, or never. */
export function repeated<T>(value: Value<T>, about: string): Parameter<readonly T[]> {
  const read = (words: readonly string[]): Result<readonly T[], string> => {
    const all: T[] = [];
    for (const word of words) {
      const one = readLast(value, [word]);
      if (!one.ok) return one;
      all.push(one.value);
    }
    return ok(all);
  };
  return { about, presence: 'repeated', value, read };
}

function readLast<T>({ schema }: Value<T>, words: readonly string[]): Result<T, string> {
  const word = words.at(-1);
  // `--db ""` comes from an empty variable of a script.
  if (word === undefined || word.trim() === '') return err(MISSING);
  const parsed = schema.safeParse(word);
  if (parsed.success) return ok(parsed.data);
  return err(`${JSON.stringify(word)} ${parsed.error.issues[0]?.message ?? 'cannot be'}`);
}
