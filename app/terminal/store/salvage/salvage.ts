import * as z from 'zod';
import type { AuditHead, AuditRow } from '../../../../shared/audit/chain.ts';
import { canonicalize } from '../../../../shared/protocol/canonical.ts';
import { countyProfileSchema } from '../../../../shared/protocol/messages.ts';
import { PAGE_SIZE } from '../../../../shared/store/open.ts';
import type { Enrolment } from '../enrolment.ts';
import type { TerminalKinds } from '../kinds.ts';
import { ownValues } from '../kinds.ts';
import { auditHeadSchema, enrolmentSchema, epochSchema } from '../marks.ts';
import { openPages } from './pages.ts';
import type { FoundRow } from './rows.ts';
import { foundRows } from './rows.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const flag = z.union([z.literal(0), z.literal(1)]);
/** A row of `records` as its table would take it. Whether it is true is not asked here. */
const recordRow = z.tuple([
  z.int().min(1),
  z.string().regex(/^[a-z][a-z-]*$/),
  epochSchema,
  z.int().min(1),
  z.string().length(64),
  z.string(),
  z.string().length(16),
  z.string(),
  z.int(),
  flag,
  z.string().nullable(),
  z.string(),
  z.string().nullable(),
  z.int().nullable(),
]);
type RecordRow = z.infer<typeof recordRow>;
/** A row of the first two schemas' `certifications`. */
const certificationRow = z.tuple([
  z.int().min(1),
  epochSchema,
  z.int().min(1),
  z.string().length(64),
  z.string(),
  z.string().length(16),
  z.string(),
  z.int(),
  z.string(),
  z.string(),
  flag,
  z.string().nullable(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
  z.int().nullable(),
  z.int().nullable(),
]);

/** A record and what stood of it in the table of its kind. */
export interface SavedRecord {
  readonly id: number;
  readonly kind: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly hash: string;
  readonly number: string;
  readonly record: string | null;
  readonly answer: string | null;
  /** As the table would take it, `id` first. */
  readonly row: RecordRow;
  /** `undefined` when it was not found. */
  readonly own: readonly (string | number)[] | undefined;
}

const auditRow = z.tuple([
  z.int().min(1),
  z.int(),
  z.string().regex(/^[a-z][a-z-]*$/),
  z.string(),
  hash,
  hash,
]);
const outboxRow = z.tuple([z.int().min(1), z.enum(['queued', 'parked']), z.string().nullable()]);
const standingRow = z.tuple([z.literal(1), epochSchema, flag]).rest(z.int());
const lifeRow = z.tuple([z.int().min(1), epochSchema, z.string().nullable()]);
const floorRow = z.tuple([z.string().regex(/^\d{10}$/), z.int().min(0)]);
const headRow = z.tuple([z.literal(1), z.int().min(0), hash]);
const countyHeadRow = z.tuple([z.literal(1), z.int().min(0), hash, flag]);
const enrolmentRow = z.tuple([
  z.literal(1),
  z.string(),
  z.int(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
]);
const asideRow = z.tuple([z.string().regex(/^$|\.damaged-\d+$/), flag, z.string()]);

/** Everything of a terminal's store that could be read out of its pages. */
export interface Salvage {
  readonly records: ReadonlyMap<number, SavedRecord>;
  readonly outbox: ReadonlyMap<number, z.infer<typeof outboxRow>>;
  readonly audit: ReadonlyMap<number, AuditRow>;
  readonly auditHead: AuditHead | undefined;
  readonly enrolment: Enrolment | undefined;
  readonly standing:
    | {
        readonly epoch: string;
        readonly rolledBack: boolean;
        readonly life: number;
        readonly base: number;
        readonly withheld: boolean;
      }
    | undefined;
  readonly lives: ReadonlyMap<number, z.infer<typeof lifeRow>>;
  readonly countyHead: z.infer<typeof countyHeadRow> | undefined;
  readonly floors: ReadonlyMap<string, number>;
  readonly asides: ReadonlyMap<string, z.infer<typeof asideRow>>;
}

type Slots = {
  -readonly [K in keyof Omit<Salvage, 'records'>]: Salvage[K] extends ReadonlyMap<infer A, infer B>
    ? Map<A, B>
    : Salvage[K];
} & {
  readonly records: Map<number, RecordRow>;
  /** By the name of the kind, then by the record's place. */
  readonly own: Map<string, Map<number, readonly (string | number)[]>>;
  /** Of the schemas before `records`. */
  readonly first: Map<number, SavedRecord>;
};

function emptySlots(): Slots {
  return {
    records: new Map(),
    own: new Map(),
    first: new Map(),
    outbox: new Map(),
    audit: new Map(),
    auditHead: undefined,
    enrolment: undefined,
    standing: undefined,
    lives: new Map(),
    countyHead: undefined,
    floors: new Map(),
    asides: new Map(),
  };
}

/** Reads what a file that SQLite refuses still holds. The file is not touched. */
export function salvage(file: string, kinds: TerminalKinds): Salvage {
  const pages = openPages(file, PAGE_SIZE);
  const slots = emptySlots();
  try {
    for (const row of foundRows(pages)) sort(slots, kinds, row);
  } finally {
    pages.close();
  }
  return together(slots, kinds);
}

/** Records with what their kinds keep. What the first schemas left behind counts where nothing newer is. */
function together({ records, own, first, ...rest }: Slots, kinds: TerminalKinds): Salvage {
  const saved = new Map(first);
  for (const [id, row] of records) {
    const [, kind, epoch, sequence, hash, , number, , , , record, , answer] = row;
    const known = kinds[kind];
    const beside = known?.own === undefined ? [] : (own.get(kind)?.get(id) ?? ownValues(known, record));
    saved.set(id, { id, kind, epoch, sequence, hash, number, record, answer, row, own: beside });
  }
  return { ...rest, records: saved };
}

/** A certification of the first schemas as it would stand today. */
function ofFirstSchema(found: z.infer<typeof certificationRow>): SavedRecord {
  const [id, epoch, sequence, hash, signature, number, person, occurredAt, method, through, demo, ...more] =
    found;
  const [record, receipt, decision, reason, answeredThrough, resumption, answeredAt] = more;
  const answer =
    decision === null
      ? null
      : canonicalize({
          decision,
          reason: reason ?? '',
          resumptionProposed: resumption === 1,
          validThrough: answeredThrough ?? '',
        });
  const kind = 'certification';
  return {
    id,
    kind,
    epoch,
    sequence,
    hash,
    number,
    record,
    answer,
    row: [
      ...([id, kind, epoch, sequence, hash, signature, number, person, occurredAt] as const),
      ...([demo, record, receipt, answer, answeredAt] as const),
    ],
    own: [method, through],
  };
}

/** Nothing was there to be read. */
export function nothing(): Salvage {
  return together(emptySlots(), {});
}

/**
 * Which table a row belongs to shows in its columns: no two tables of the schema look alike. Of two
 * rows with one number the first stays.
 */
function sort(slots: Slots, kinds: TerminalKinds, { rowid, values }: FoundRow): void {
  const row = values[0] === null ? [rowid, ...values.slice(1)] : [...values];
  const keep = <K, V>(map: Map<K, V>, key: K, value: V): void => {
    if (!map.has(key)) map.set(key, value);
  };
  const record = recordRow.safeParse(row).data;
  if (record !== undefined) return keep(slots.records, record[0], record);
  const certification = certificationRow.safeParse(row).data;
  if (certification !== undefined) return keep(slots.first, certification[0], ofFirstSchema(certification));
  const audit = auditRow.safeParse(row).data;
  if (audit !== undefined) {
    const [sequence, at, event, details, previous, hash] = audit;
    return keep(slots.audit, sequence, { sequence, at, event, details, previous, hash });
  }
  const outbox = outboxRow.safeParse(row).data;
  if (outbox !== undefined) return keep(slots.outbox, outbox[0], outbox);
  const head = headRow.safeParse(row).data;
  if (head !== undefined) {
    slots.auditHead ??= auditHeadSchema.parse({ sequence: head[1], hash: head[2] });
    return undefined;
  }
  const standing = standingRow.safeParse(row).data;
  if (standing !== undefined) {
    const [, epoch, rolledBack, life = 1, base = 0, withheld = 0] = standing;
    slots.standing ??= { epoch, rolledBack: rolledBack === 1, life, base, withheld: withheld === 1 };
    return undefined;
  }
  const life = lifeRow.safeParse(row).data;
  if (life !== undefined) return keep(slots.lives, life[0], life);
  const floor = floorRow.safeParse(row).data;
  if (floor !== undefined) return keep(slots.floors, floor[0], floor[1]);
  const aside = asideRow.safeParse(row).data;
  if (aside !== undefined) return keep(slots.asides, aside[0], aside);
  for (const [name, { own }] of Object.entries(kinds)) {
    const found = own?.row.safeParse(row).data;
    if (found === undefined) continue;
    const [id, ...columns] = found;
    const ofKind = slots.own.get(name) ?? new Map<number, readonly (string | number)[]>();
    slots.own.set(name, ofKind);
    keep(ofKind, id, columns);
    return undefined;
  }
  slots.countyHead ??= countyHeadRow.safeParse(row).data;
  slots.enrolment ??= enrolmentOf(row);
  return undefined;
}

function enrolmentOf(row: readonly unknown[]): Enrolment | undefined {
  const found = enrolmentRow.safeParse(row).data;
  if (found === undefined) return undefined;
  const [, terminal, number, countyKey, handleKey, profile, , codeUsed] = found;
  const parsed = parseProfile(profile);
  const all = { terminal, number, countyKey, handleKey, profile: parsed, codeUsed };
  return enrolmentSchema.safeParse(all).data;
}

/** `undefined` for anything that no county sent. */
export function parseProfile(text: string): z.infer<typeof countyProfileSchema> | undefined {
  try {
    return countyProfileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
