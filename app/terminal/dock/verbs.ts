import * as z from 'zod/mini';

/** What a verb did; a refusal says why in one sentence. */
export type Outcome = string | undefined;

/** A verb with the shape of what it is told. */
export interface Verb {
  /** What the body says is parsed here, and nothing of it goes further unparsed. */
  act(body: unknown): Outcome;
}

/** A verb that is told one thing, by name, out of a known list. */
export function choosing(key: string, names: readonly string[], work: (name: string) => void): Verb {
  const schema = z.object({ [key]: z.enum(names) });
  return {
    act(body) {
      const told = schema.safeParse(body);
      const name = told.success ? told.data[key] : undefined;
      if (name === undefined) return `${key} is one of ${names.join(', ')}`;
      work(name);
      return undefined;
    },
  };
}

/** A verb that needs to be told nothing and cannot be refused. */
export function doing(work: () => void): Verb {
  return {
    act() {
      work();
      return undefined;
    },
  };
}
