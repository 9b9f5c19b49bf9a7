import type * as z from 'zod';
import { ProblemError } from './problem.ts';

/** Parses a genuine raw body. Throws `ProblemError` (malformed), naming the field and never its value. */
export function parseBody<T>(
  schema: z.ZodType<T>,
  body: Uint8Array,
  who: { readonly terminal?: string } = {},
): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ProblemError('malformed', 'the body is not JSON', who);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ProblemError(
    'malformed',
    `${issue?.path.map(String).join('.') || 'body'}: ${issue?.code ?? 'wrong'}`,
    who,
  );
}
