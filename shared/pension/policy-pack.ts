import * as z from 'zod';
import type { ParameterName } from './policy-parameters.ts';

/**
 * A policy pack (政策包): every value that a law, a notice or a county's decision fixes, as dated rows with
 * their source. Code holds formulas only. Packs stack: county over province over national; a row holds
 * from its date until the next row of the same parameter in the same pack, so that a change is a new row
 * and never an edit.
 */

/**
 * How far a row can be trusted; the words of the worked cases, `decree` for an official text at hand, and
 * `unverified` for what is only remembered: an officer checks it before money is paid by it.
 */
export const CONFIDENCES = [
  'seed',
  'national',
  'local',
  'convention',
  'parameter',
  'derived',
  'decree',
  'unverified',
] as const;

/** `YYYY-MM-DD` that exists in the calendar. */
export const dateSchema = z.iso.date();

const shared = {
  parameter: z.string(),
  /** First day on which the row holds. */
  from: dateSchema,
  /** Last day, when the source itself sets an end. */
  to: dateSchema.optional(),
  /** Which text says so. */
  citation: z.string().trim().min(1, 'a row needs its source'),
  /** The words that say so. */
  quote: z.string().optional(),
  confidence: z.enum(CONFIDENCES),
  note: z.string().optional(),
};

const valueRow = z.strictObject({
  ...shared,
  value: z.unknown().refine((value) => value !== undefined, 'a row needs a value'),
});

/** From this day the layer below speaks again. */
const inheritRow = z.strictObject({ ...shared, inherit: z.literal(true) });

/** The shape that a row is meant to have, chosen before checking so that the message fits the mistake. */
export function rowSchema(raw: unknown): typeof valueRow | typeof inheritRow {
  return typeof raw === 'object' && raw !== null && 'inherit' in raw ? inheritRow : valueRow;
}

export type PolicyRow = z.infer<typeof valueRow> | z.infer<typeof inheritRow>;

export const LAYERS = ['national', 'province', 'county'] as const;

export const packSchema = z.strictObject({
  schema: z.literal('policy/1'),
  /** The file's name without `.json`. */
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  name: z.string().min(1),
  layer: z.enum(LAYERS),
  area: z.strictObject({
    name: z.string().min(1),
    /** Six-digit codes (GB/T 2260) that the pack is made for; empty for the whole country. */
    codes: z.array(z.string().regex(/^\d{6}$/)),
  }),
  /** Pack of the layer below; `null` only for a national one. */
  extends: z.string().nullable(),
  /** Pack that this one replaced; it answers for the days before `effective.from`. */
  follows: z.string().optional(),
  /** From when on the pack can be asked; `to` when it went out of force as a whole. */
  effective: z.strictObject({ from: dateSchema, to: dateSchema.optional() }),
  citation: z.string().trim().min(1),
  rows: z.array(z.unknown()),
});

/** A pack whose every row has been checked. */
export interface PolicyPack extends Omit<z.infer<typeof packSchema>, 'rows'> {
  readonly rows: readonly CheckedRow[];
}

export interface CheckedRow {
  readonly parameter: ParameterName;
  /** Position in the file, from 1. */
  readonly row: number;
  readonly from: string;
  readonly to?: string;
  readonly citation: string;
  readonly quote?: string;
  readonly confidence: (typeof CONFIDENCES)[number];
  readonly note?: string;
  /** Checked against `PARAMETERS` and as written, or `inherit` when the layer below is to be asked. */
  readonly setting: { readonly value: unknown; readonly written: unknown } | 'inherit';
}
