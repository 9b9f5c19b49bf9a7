import * as z from 'zod';
import { countyProfileSchema } from '../../../shared/protocol/messages.ts';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Enrolment } from './enrolment.ts';

/**
 * 水位标记: what the terminal must not forget when it loses its store, in a small file of its own. Two
 * kinds of figures stand in it, and both only ever err to the safe side:
 *
 * - `days`, `older`: numbers up to these *may* have been given out. Written before the first number of a
 *   block is, so that no number is on paper without being below a mark. Numbers are skipped after a loss,
 *   never repeated.
 * - `life` to `records`: what the store *surely* held. Written after its commit, so that a store
 *   which holds less is an older copy (or lost its log).
 */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const prefix = z.string().regex(/^\d{10}$/);

export const auditHeadSchema = z.strictObject({ sequence: z.int().min(0), hash });

export const enrolmentSchema = z.strictObject({
  terminal: z.string().min(1).max(64),
  number: z.int().min(1).max(9999),
  countyKey: base64,
  handleKey: base64,
  profile: countyProfileSchema,
  codeUsed: hash,
}) satisfies z.ZodType<Enrolment>;

export const epochSchema = z.string().regex(/^[0-9a-f]{16}$/);

const marksSchema = z.strictObject({
  /** False until the store was made: a start that was cut short begins again. */
  born: z.boolean(),
  enrolment: enrolmentSchema.nullable(),
  /** Key that the records of this life are signed with. */
  publicKey: z.string().nullable(),
  /** Highest count that may have been given out, by `YYMMDD` and terminal; the newest days. */
  days: z.record(prefix, z.int().min(0)),
  /** The same for every day before those. */
  older: z.int().min(0),
  /** Raised after a loss: see `standing.base`. */
  base: z.int().min(0),
  life: z.int().min(0),
  epoch: epochSchema.nullable(),
  sequence: z.int().min(0),
  audit: auditHeadSchema,
  /** Of every kind. */
  records: z.int().min(0),
});
export type Marks = z.infer<typeof marksSchema>;

export const UNBORN: Marks = {
  born: false,
  enrolment: null,
  publicKey: null,
  days: {},
  older: 0,
  base: 0,
  life: 0,
  epoch: null,
  sequence: 0,
  audit: { sequence: 0, hash: '0'.repeat(64) },
  records: 0,
};

/** Days kept one by one; a clock that is set back further counts from `older`. */
const DAYS_KEPT = 62;

/** Numbers that one write of the marks covers. */
export const BLOCK = 64;

/** The marks with every number up to `count` of a day spoken for. */
export function reserve(marks: Marks, prefix: string, count: number): Marks {
  const days = { ...marks.days, [prefix]: Math.max(count, reserved(marks, prefix)) };
  let { older } = marks;
  const oldest = Object.keys(days).sort();
  while (oldest.length > DAYS_KEPT) {
    const dropped = oldest.shift() ?? '';
    older = Math.max(older, days[dropped] ?? 0);
    delete days[dropped];
  }
  return { ...marks, days, older };
}

/** Up to which count numbers of a day may have been given out. */
export function reserved(marks: Marks, prefix: string): number {
  const kept = marks.days[prefix];
  if (kept !== undefined) return kept;
  const first = Object.keys(marks.days).sort()[0];
  return first !== undefined && prefix < first ? marks.older : 0;
}

/** One line of canonical JSON and its digest on the next. */
export function marksText(crypto: CryptoProvider, marks: Marks): string {
  const text = canonicalize({ ...marks });
  return `${text}\n${digestOf(crypto, text)}\n`;
}

/** `undefined` for anything that `marksText` did not write. */
export function parseMarks(crypto: CryptoProvider, content: string): Marks | undefined {
  const [text = '', digest, end] = content.split('\n');
  if (end !== '' || digest !== digestOf(crypto, text)) return undefined;
  try {
    return marksSchema.safeParse(today(JSON.parse(text))).data;
  } catch {
    return undefined;
  }
}

/** Earlier releases had one kind of record, and called the count by its name. */
function today(marks: unknown): unknown {
  if (typeof marks !== 'object' || marks === null || !('certifications' in marks)) return marks;
  const { certifications: records, ...rest } = marks;
  return { records, ...rest };
}

function digestOf(crypto: CryptoProvider, text: string): string {
  return crypto.sha256(new TextEncoder().encode(`songbai.marks.v1\0${text}`));
}
