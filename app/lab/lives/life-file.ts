import * as z from 'zod';
import { isDay } from '../../../shared/dates/day.ts';
import type { LifeFacts } from '../../../shared/pension/life/facts.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { month, yuan } from '../golden/case-inputs.ts';

/** A life as an officer writes it down (`life/1`): what happened, money in yuan, under which pack. */
export interface LifeFile {
  readonly pack: string;
  readonly facts: LifeFacts;
  /** Last month to be worked out. */
  readonly through: string;
}

const lifeSchema = z.strictObject({
  schema: z.literal('life/1'),
  pack: z.string(),
  through: month,
  birth: z.string().refine(isDay, 'is not a day YYYY-MM-DD'),
  household: z.enum(['rural', 'urban']),
  group: z.enum(['', 'severe-disability', 'dibao', 'youfu']).default(''),
  contributions: z
    .array(
      z.strictObject({
        year: z.int().min(1900).max(2200),
        kind: z.enum(['current', 'backpay', 'gap']),
        month,
        tier: yuan,
        aid: yuan.default(0),
      }),
    )
    .max(200),
  application: z.strictObject({ month, serviceYears: z.int().min(0).max(80).default(0) }).optional(),
  certified: z.array(month).max(1000).default([]),
  sentences: z
    .array(z.strictObject({ from: month, to: month }))
    .max(100)
    .default([]),
  exit: z
    .strictObject({
      kind: z.enum(['death', 'transfer', 'seal']),
      month,
      reported: month,
      heirs: z.array(z.int().min(1).max(1_000_000)).max(100).default([]),
    })
    .optional(),
});

/** The error is one line that names the place. */
export function parseLife(text: string): Result<LifeFile, string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return err(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = lifeSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`);
  }
  const { pack, through, application, exit, schema: _, ...facts } = parsed.data;
  return ok({
    pack,
    through,
    facts: {
      ...facts,
      ...(application === undefined ? {} : { application }),
      ...(exit === undefined ? {} : { exit }),
    },
  });
}
