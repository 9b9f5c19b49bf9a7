import type * as z from 'zod';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { ProblemError } from './problem.ts';

/** Parses a genuine raw body. The error is malformed and names the field, never its value. */
export function parseBody<T>(schema: z.ZodType<T>, body: Uint8Array): Result<T, ProblemError> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return err(new ProblemError('malformed', 'the body is not JSON'));
  }
  return parsed(schema, value, ({ code }) => code);
}

/** Parses what stands in the address: the schema says in words what would be right. */
export function parsePart<T>(schema: z.ZodType<T>, value: unknown): Result<T, ProblemError> {
  return parsed(schema, value, ({ message }) => message);
}

function parsed<T>(
  schema: z.ZodType<T>,
  value: unknown,
  words: (issue: z.core.$ZodIssue) => string,
): Result<T, ProblemError> {
  const found = schema.safeParse(value);
  if (found.success) return ok(found.data);
  const issue = found.error.issues[0];
  const what = issue === undefined ? 'wrong' : words(issue);
  return err(new ProblemError('malformed', `${issue?.path.map(String).join('.') || 'body'}: ${what}`));
}
