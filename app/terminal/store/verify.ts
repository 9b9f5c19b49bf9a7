import type { Anchor } from '../../../shared/audit/anchors.ts';
import { anchorFinding, anchorHolds } from '../../../shared/audit/anchors.ts';
import type { AuditDetails, AuditHead, AuditRow } from '../../../shared/audit/chain.ts';
import type { Verification } from '../../../shared/audit/evidence.ts';
import { detailsOf } from '../../../shared/audit/evidence.ts';
import { isRecordText } from '../../../shared/records/envelope.ts';
import { describeFinding, startAuditWalk } from '../../../shared/audit/walk.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { personHandle } from '../../../shared/protocol/enrolment.ts';
import { numberOf } from '../../../shared/records/kind.ts';
import type { Envelope } from '../../../shared/records/envelope.ts';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import { verifyRecord } from '../../../shared/records/envelope.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { TerminalKinds } from './kinds.ts';
import { numberIn, TERMINAL_KINDS } from './kinds.ts';
import { recordSeal } from './seal.ts';
import { UNKNOWN_KEY } from './standing.ts';
import type { StoredRow } from './verify-rows.ts';
import { keepsRecords, recordsTable, storedRows } from './verify-rows.ts';
import { addedTriggers, missingTables, startState } from './verify-state.ts';

/** What the audit log says a record has to look like. */
interface Witness {
  readonly kind: string;
  /** Place among all records of this store, from 1. */
  readonly place: number;
  readonly epoch: unknown;
  readonly sequence: unknown;
  readonly record: unknown;
  /** Of what stands beside the record; an earlier release did not tell. */
  readonly sealed: unknown;
  receipt: unknown;
  /** Fields of the county's answer, once there is one. */
  answer: { readonly at: number; readonly details: Readonly<Record<string, unknown>> } | undefined;
  /** Why it was put aside, if it was. */
  parked: string | undefined;
}

export interface Means {
  readonly crypto: CryptoProvider;
  /** Kinds of records that this release knows, or a test's. */
  readonly kinds?: TerminalKinds;
  /** Public key of the terminal, if its key file is there. */
  readonly publicKey: string | undefined;
  /** What was noted elsewhere of the chain. */
  readonly anchors?: readonly Anchor[];
}

type Known = Means & { readonly kinds: TerminalKinds };

/** Walks the audit chain of a terminal's store and holds every record against it. Only reads. */
export function verifyTerminalStore(db: Sqlite, means: Means): Verification {
  // One snapshot: the terminal may be at work meanwhile.
  return db.transaction(() => verifySnapshot(db, means))();
}

function verifySnapshot(db: Sqlite, means: Means): Verification {
  const missing = missingTables(db);
  const gone = [...missing.map((table) => `table ${table}: missing`), ...addedTriggers(db)];
  const { kinds = TERMINAL_KINDS } = means;
  if (missing.includes('audit') || missing.includes(recordsTable(db)))
    return { auditRows: 0, records: 0, head: '', findings: gone };
  const walk = startAuditWalk(means.crypto);
  const witnesses = new Map<string, Witness>();
  const places = openPlaces(db, kinds);
  const state = startState();
  const rows = db.prepare<[], AuditRow>(
    'SELECT sequence, at, event, details, previous, hash FROM audit ORDER BY sequence',
  );
  for (const row of rows.iterate()) {
    walk.take(row);
    state.take(row);
    bearWitness(witnesses, row, places);
  }
  const head = missing.includes('audit_head')
    ? undefined
    : db.prepare<[], AuditHead>('SELECT sequence, hash FROM audit_head WHERE id = 1').get();
  const report = walk.finish(head);
  const hashOf = db.prepare<[number], string>('SELECT hash FROM audit WHERE sequence = ?').pluck();
  const missed = (means.anchors ?? []).filter((anchor) => !anchorHolds(hashOf.get(anchor.sequence), anchor));
  const headless =
    head === undefined && report.rows > 0 && !missing.includes('audit_head') ? ['audit head: missing'] : [];
  const checked = checkRecords(db, { ...means, kinds }, witnesses, missing);
  return {
    auditRows: report.rows,
    records: checked.count,
    head: report.head.hash,
    findings: [
      ...gone,
      ...report.findings.map((finding) => `audit ${describeFinding(finding)}`),
      ...headless,
      ...state.finish(db, means.crypto, missing),
      ...checked.findings,
      // A deleted or renumbered record leaves its witness behind.
      ...[...witnesses].map(([number, { kind }]) => `${kind} ${number}: missing`),
      ...missed.map(anchorFinding),
    ],
  };
}

/** Where among all records the next witness belongs; known anew after rows that are missing. */
interface Places {
  /** The kind that a row tells the commit of, if it does. */
  kindOf(row: AuditRow): string | undefined;
  next(row: AuditRow, number: string): number;
}

function openPlaces(db: Sqlite, kinds: TerminalKinds): Places {
  const standsAt = db
    .prepare<[string], number>(
      keepsRecords(db)
        ? 'SELECT id FROM records WHERE number = ?'
        : 'SELECT id FROM certifications WHERE certificate_no = ?',
    )
    .pluck();
  const events = new Map(Object.entries(kinds).map(([name, { event }]) => [event, name]));
  let committed = 0;
  let before = 0;
  let lost = false;
  return {
    kindOf: ({ event }) => events.get(event),
    next(row, number) {
      if (row.sequence > before + 1) lost = true;
      before = row.sequence;
      if (!events.has(row.event)) return 0;
      // Some of the missing rows may have told of records: nobody can say how many.
      if (lost) committed = (standsAt.get(number) ?? committed + 1) - 1;
      lost = false;
      committed += 1;
      return committed;
    },
  };
}

function bearWitness(witnesses: Map<string, Witness>, row: AuditRow, places: Places): void {
  const details = detailsOf(row);
  const number = numberIn(details);
  const place = places.next(row, String(number));
  if (typeof number !== 'string') return;
  const kind = places.kindOf(row);
  if (kind !== undefined) {
    const { epoch, sequence, record, sealed } = details;
    const fresh = { receipt: 'pending', answer: undefined, parked: undefined };
    witnesses.set(number, { kind, place, epoch, sequence, record, sealed, ...fresh });
    return;
  }
  const known = witnesses.get(number);
  if (known === undefined) return;
  if (row.event === 'receipt') known.receipt = details['state'];
  else if (row.event === 'record-answered') known.answer = { at: row.at, details };
  else if (row.event === 'record-requeued') known.parked = undefined;
  else if (PARKED.has(row.event))
    known.parked = `${row.event.slice('record-'.length)}: ${String(details['detail'])}`;
}

const PARKED: ReadonlySet<string> = new Set(['record-conflict', 'record-rejected', 'record-damaged']);

/** Takes the witness of each row that is there out of `witnesses`. */
function checkRecords(
  db: Sqlite,
  means: Known,
  witnesses: Map<string, Witness>,
  missing: readonly string[],
): { readonly count: number; readonly findings: readonly string[] } {
  const findings: string[] = [];
  const whole = !missing.includes('outbox');
  const handle =
    missing.includes('enrolment') || missing.includes('standing') ? undefined : currentHandleKey(db);
  let count = 0;
  for (const row of storedRows(db, means.kinds, missing)) {
    count += 1;
    const witness = witnesses.get(row.number);
    witnesses.delete(row.number);
    const handleKey = handle?.epoch === row.epoch ? handle.key : undefined;
    const wrong =
      witness === undefined
        ? 'not in the audit log'
        : (fault(row, witness, means, whole) ?? foreign(row, handleKey, means));
    if (wrong !== undefined) findings.push(`${row.kind} ${row.number}: ${wrong}`);
  }
  return { count, findings };
}

function fault(
  row: StoredRow,
  witness: Witness,
  { crypto, publicKey, kinds }: Known,
  whole: boolean,
): string | undefined {
  const { hash, signature } = row;
  if (hash !== witness.record) return 'altered (hash)';
  if (row.epoch !== witness.epoch || row.sequence !== witness.sequence) return 'altered (sequence)';
  if (row.kind !== witness.kind) return 'altered (kind)';
  if (row.id !== witness.place) return `swapped, stands at ${row.id} and belongs at ${witness.place}`;
  // Only answered ones are freed of their details.
  if (row.record === null && row.answer === null) return 'altered (record)';
  if (row.record !== null) {
    if (!isRecordText(crypto, row.record, hash)) return 'altered (record)';
    // Byte for byte what was hashed when it was written.
    const record = JSON.parse(row.record) as Envelope;
    if (columnsDiffer(row, record, kinds)) return 'altered (columns)';
    const key = row.public_key ?? publicKey;
    if (key !== undefined && key !== UNKNOWN_KEY && !verifyRecord(crypto, key, { record, hash, signature }))
      return 'altered (signature)';
  }
  if (row.own === undefined) return 'altered (columns)';
  const seal = recordSeal(crypto, { ...row, own: row.own });
  if (typeof witness.sealed === 'string' && seal !== witness.sealed) return 'altered (columns)';
  if (row.receipt !== witness.receipt) return 'altered (receipt)';
  if (answerDiffers(row, witness)) return 'altered (answer)';
  return whole ? outboxFault(row, witness) : undefined;
}

function outboxFault(row: StoredRow, { parked }: Witness): string | undefined {
  if (row.answer !== null) return row.state === null ? undefined : 'outbox row added';
  if (row.state === null) return 'outbox row missing';
  const expected = parked === undefined ? 'queued' : 'parked';
  return row.state === expected && row.note === (parked ?? null) ? undefined : 'outbox row altered';
}

function columnsDiffer(row: StoredRow, record: Envelope, kinds: TerminalKinds): boolean {
  const { body } = record;
  const kind = kinds[body.kind];
  return (
    row.epoch !== record.epoch ||
    row.sequence !== record.sequence ||
    row.kind !== body.kind ||
    kind === undefined ||
    row.number !== numberOf(kind.shared, body) ||
    row.occurred_at !== record.occurredAt ||
    canonicalize(row.own ?? null) !== canonicalize(kind.own?.values(body) ?? []) ||
    row.demo !== (record.demo ? 1 : 0)
  );
}

function answerDiffers(row: StoredRow, { answer }: Witness): boolean {
  if (answer === undefined) return row.answer !== null || row.answered_at !== null;
  const { certificateNo: _, number: __, ...kept } = answer.details;
  return row.answered_at !== answer.at || row.answer !== canonicalize(kept as AuditDetails);
}

/** The handle by which the person is found again; checkable while the record and its key are there. */
function foreign(
  row: StoredRow,
  handleKey: string | undefined,
  { crypto, kinds }: Known,
): string | undefined {
  if (handleKey === undefined || row.record === null) return undefined;
  const { body } = JSON.parse(row.record) as Envelope;
  const idNumber = kinds[body.kind]?.shared.idNumber(body) ?? '';
  return personHandle(crypto, handleKey, idNumber) === row.person ? undefined : 'altered (person)';
}

/** Only the present epoch: an earlier one may have belonged to another enrolment with another key. */
function currentHandleKey(db: Sqlite): { readonly epoch: string; readonly key: string } | undefined {
  return db
    .prepare<[], { epoch: string; key: string }>(
      'SELECT s.epoch, e.handle_key AS key FROM standing s, enrolment e WHERE s.id = 1 AND e.id = 1',
    )
    .get();
}
