import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/** Worked cases (`golden/1`) in their own words; adapters put them to the engine. */
const caseSchema = z.object({
  id: z.string(),
  op: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  expected: z.record(z.string(), z.unknown()),
});
export type GoldenCase = z.infer<typeof caseSchema>;

const fileSchema = z.object({ schema: z.literal('golden/1'), cases: z.array(z.unknown()) });

/** What the engine says to a case's inputs, in the case's words; or why it cannot be asked. */
export type Adapter = (
  inputs: Readonly<Record<string, unknown>>,
  book: PolicyBook,
) => Result<Readonly<Record<string, unknown>>, string>;

export type Adapters = Readonly<Record<string, Adapter>>;

export interface GoldenOutcome {
  readonly passed: number;
  readonly failed: number;
  /** One line per difference. */
  readonly differences: readonly string[];
}

/** Runs every `*.json` of `directory`. The error is one line: the directory cannot be used. */
export function runGolden(
  directory: string,
  adapters: Adapters,
  book: PolicyBook,
): Result<GoldenOutcome, string> {
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    return err(`${directory} is not a directory that can be read; name the one that holds the worked cases`);
  }
  if (names.length === 0) return err(`${directory} holds no worked cases (*.json)`);
  let passed = 0;
  let failed = 0;
  const differences: string[] = [];
  for (const name of [...names].sort()) {
    for (const found of runFile(join(directory, name), adapters, book)) {
      if (found.length === 0) passed += 1;
      else failed += 1;
      differences.push(...found.map((difference) => `${name} ${difference}`));
    }
  }
  return ok({ passed, failed, differences });
}

/** Differences case by case; an empty list is a passed case. A file that cannot be read is one failed case. */
function* runFile(file: string, adapters: Adapters, book: PolicyBook): Generator<readonly string[]> {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    yield ['is not JSON'];
    return;
  }
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success) {
    yield ['is not in the format golden/1'];
    return;
  }
  for (const [index, rawCase] of parsed.data.cases.entries()) {
    const worked = caseSchema.safeParse(rawCase);
    yield worked.success
      ? compare(worked.data, adapters, book)
      : [`case ${index + 1}: has no id, op, inputs or expected`];
  }
}

/** A case may hold anything: what the engine's own checks stop at fails that case and no other. */
function ask(adapter: Adapter, inputs: GoldenCase['inputs'], book: PolicyBook): ReturnType<Adapter> {
  try {
    return adapter(inputs, book);
  } catch (error) {
    return err(`cannot be worked out: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

function compare({ id, op, inputs, expected }: GoldenCase, adapters: Adapters, book: PolicyBook): string[] {
  const adapter = Object.hasOwn(adapters, op) ? adapters[op] : undefined;
  if (adapter === undefined) return [`${id}: nothing here works out "${op}"`];
  const answer = ask(adapter, inputs, book);
  if (!answer.ok) return [`${id} ${op}: ${answer.error}`];
  const differences: string[] = [];
  if (Object.keys(expected).length === 0) return [`${id} ${op}: expects nothing`];
  for (const [key, value] of Object.entries(expected)) {
    const wanted = JSON.stringify(value);
    const got = JSON.stringify(answer.value[key]) ?? 'nothing';
    if (wanted !== got) differences.push(`${id} ${op} ${key}: expected ${wanted}, got ${got}`);
  }
  return differences;
}
