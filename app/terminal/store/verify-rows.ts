import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { TerminalKinds } from './kinds.ts';

/** A record as it stands in a store of any release. */
export interface StoredRow {
  readonly id: number;
  readonly kind: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly hash: string;
  readonly signature: string;
  readonly number: string;
  readonly person: string;
  readonly occurred_at: number;
  readonly demo: number;
  readonly record: string | null;
  readonly receipt: string;
  readonly answer: string | null;
  readonly answered_at: number | null;
  /** What stands in the table of its kind; `undefined` when nothing does. */
  readonly own: readonly (string | number)[] | undefined;
  readonly state: 'queued' | 'parked' | null;
  readonly note: string | null;
  /** That its epoch is signed with. */
  readonly public_key: string | null;
}

/** A store of the first two schemas had one kind of record, in one table with its answer. */
export function keepsRecords(db: Sqlite): boolean {
  return Number(db.pragma('user_version', { simple: true })) > 2 || hasTable(db, 'records');
}

/** Where a store has its records, all of them in one table. */
export function recordsTable(db: Sqlite): 'records' | 'certifications' {
  return keepsRecords(db) ? 'records' : 'certifications';
}

/** A store of the first schema has less to say of itself. */
export function keepsLives(db: Sqlite): boolean {
  return hasTable(db, 'lives');
}

function hasTable(db: Sqlite, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/**
 * Every record, in order of its place.
 * @param missing tables that are gone
 */
export function* storedRows(
  db: Sqlite,
  kinds: TerminalKinds,
  missing: readonly string[],
): Generator<StoredRow> {
  const queue = missing.includes('outbox') ? undefined : 'outbox';
  const lives = keepsLives(db) ? 'lives' : undefined;
  const from = recordsTable(db);
  const select = `SELECT r.*, ${queue ? 'o.state, o.note' : 'NULL AS state, NULL AS note'},
      ${lives ? 'l.public_key' : 'NULL AS public_key'}
    FROM ${from} r
    ${queue ? 'LEFT JOIN outbox o ON o.id = r.id' : ''} ${lives ? 'LEFT JOIN lives l ON l.epoch = r.epoch' : ''}
    ORDER BY r.id`;
  if (from === 'certifications') {
    for (const row of db.prepare<[], FirstRow>(select).iterate()) yield ofFirstSchema(row);
    return;
  }
  const ownOf = openOwn(db, kinds, missing);
  for (const row of db.prepare<[], Omit<StoredRow, 'own'>>(select).iterate())
    yield { ...row, own: ownOf(row) };
}

/** Reads what stands of a record in the table of its kind. */
function openOwn(
  db: Sqlite,
  kinds: TerminalKinds,
  missing: readonly string[],
): (row: Pick<StoredRow, 'id' | 'kind'>) => StoredRow['own'] {
  const reads = new Map(
    Object.entries(kinds).flatMap(([name, { own }]) =>
      own === undefined || missing.includes(own.table)
        ? []
        : [
            [
              name,
              db
                .prepare<[number], (string | number)[]>(
                  `SELECT ${own.columns.join(', ')} FROM ${own.table} WHERE id = ?`,
                )
                .raw(),
            ] as const,
          ],
    ),
  );
  return ({ id, kind }) => (kinds[kind]?.own === undefined ? [] : reads.get(kind)?.get(id));
}

type FirstRow = Omit<StoredRow, 'kind' | 'number' | 'answer' | 'own'> & {
  readonly certificate_no: string;
  readonly method: string;
  readonly valid_through: string;
  readonly decision: string | null;
  readonly reason: string | null;
  readonly answered_through: string | null;
  readonly resumption: number | null;
};

function ofFirstSchema(row: FirstRow): StoredRow {
  const { certificate_no, method, valid_through, decision, reason, answered_through, resumption } = row;
  const loose = [reason, answered_through, resumption].some((field) => field !== null);
  return {
    ...row,
    kind: 'certification',
    number: certificate_no,
    own: [method, valid_through],
    // Half an answer is none that anybody wrote.
    answer:
      decision === null && !loose
        ? null
        : canonicalize({
            decision: decision ?? '',
            reason: reason ?? '',
            resumptionProposed: resumption === 1,
            validThrough: answered_through ?? '',
          }),
  };
}
