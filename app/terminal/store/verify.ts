import type { Anchor } from '../../../shared/audit/anchors.ts';
import { anchorFinding, anchorHolds } from '../../../shared/audit/anchors.ts';
import type { AuditHead, AuditRow } from '../../../shared/audit/chain.ts';
import type { Verification } from '../../../shared/audit/evidence.ts';
import { detailsOf, isRecordText } from '../../../shared/audit/evidence.ts';
import { describeFinding, startAuditWalk } from '../../../shared/audit/walk.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { personHandle } from '../../../shared/protocol/enrolment.ts';
import type { TerminalRecord } from '../../../shared/protocol/records.ts';
import { verifyRecord } from '../../../shared/protocol/records.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { certificationSeal } from './seal.ts';
import { UNKNOWN_KEY } from './standing.ts';
import { addedTriggers, keepsLives, missingTables, startState } from './verify-state.ts';

/** What the audit log says a certification has to look like. */
interface Witness {
  /** Place among all certifications of this store, from 1. */
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

interface CertificationRow {
  readonly id: number;
  readonly epoch: string;
  readonly sequence: number;
  readonly hash: string;
  readonly signature: string;
  readonly certificate_no: string;
  readonly person: string;
  readonly occurred_at: number;
  readonly method: string;
  readonly valid_through: string;
  readonly demo: number;
  readonly record: string | null;
  readonly receipt: string;
  readonly decision: string | null;
  readonly reason: string | null;
  readonly answered_through: string | null;
  readonly resumption: number | null;
  readonly answered_at: number | null;
  readonly state: 'queued' | 'parked' | null;
  readonly note: string | null;
  /** That its epoch is signed with. */
  readonly public_key: string | null;
}

export interface Means {
  readonly crypto: CryptoProvider;
  /** Public key of the terminal, if its key file is there. */
  readonly publicKey: string | undefined;
  /** What was noted elsewhere of the chain. */
  readonly anchors?: readonly Anchor[];
}

/** Walks the audit chain of a terminal's store and holds every certification against it. Only reads. */
export function verifyTerminalStore(db: Sqlite, means: Means): Verification {
  // One snapshot: the terminal may be at work meanwhile.
  return db.transaction(() => verifySnapshot(db, means))();
}

function verifySnapshot(db: Sqlite, means: Means): Verification {
  const missing = missingTables(db);
  const gone = [...missing.map((table) => `table ${table}: missing`), ...addedTriggers(db)];
  if (missing.includes('audit') || missing.includes('certifications'))
    return { auditRows: 0, certifications: 0, head: '', findings: gone };
  const walk = startAuditWalk(means.crypto);
  const witnesses = new Map<string, Witness>();
  const places = openPlaces(db);
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
  const certifications = checkCertifications(db, means, witnesses, missing);
  return {
    auditRows: report.rows,
    certifications: certifications.count,
    head: report.head.hash,
    findings: [
      ...gone,
      ...report.findings.map((finding) => `audit ${describeFinding(finding)}`),
      ...headless,
      ...state.finish(db, means.crypto, missing),
      ...certifications.findings,
      // A deleted or renumbered certification leaves its witness behind.
      ...[...witnesses.keys()].map((certificateNo) => `certification ${certificateNo}: missing`),
      ...missed.map(anchorFinding),
    ],
  };
}

/** Where among all certifications the next witness belongs; known anew after rows that are missing. */
interface Places {
  next(row: AuditRow, certificateNo: string): number;
}

function openPlaces(db: Sqlite): Places {
  const standsAt = db
    .prepare<[string], number>('SELECT id FROM certifications WHERE certificate_no = ?')
    .pluck();
  let certified = 0;
  let before = 0;
  let lost = false;
  return {
    next(row, certificateNo) {
      if (row.sequence > before + 1) lost = true;
      before = row.sequence;
      if (row.event !== 'certified') return 0;
      // Some of the missing rows may have told of certifications: nobody can say how many.
      if (lost) certified = (standsAt.get(certificateNo) ?? certified + 1) - 1;
      lost = false;
      certified += 1;
      return certified;
    },
  };
}

function bearWitness(witnesses: Map<string, Witness>, row: AuditRow, places: Places): void {
  const details = detailsOf(row);
  const certificateNo = details['certificateNo'];
  const place = places.next(row, String(certificateNo));
  if (typeof certificateNo !== 'string') return;
  if (row.event === 'certified') {
    const { epoch, sequence, record, sealed } = details;
    const fresh = { receipt: 'pending', answer: undefined, parked: undefined };
    witnesses.set(certificateNo, { place, epoch, sequence, record, sealed, ...fresh });
    return;
  }
  const known = witnesses.get(certificateNo);
  if (known === undefined) return;
  if (row.event === 'receipt') known.receipt = details['state'];
  else if (row.event === 'record-answered') known.answer = { at: row.at, details };
  else if (row.event === 'record-requeued') known.parked = undefined;
  else if (PARKED.has(row.event))
    known.parked = `${row.event.slice('record-'.length)}: ${String(details['detail'])}`;
}

const PARKED: ReadonlySet<string> = new Set(['record-conflict', 'record-rejected', 'record-damaged']);

/** Takes the witness of each row that is there out of `witnesses`. */
function checkCertifications(
  db: Sqlite,
  means: Means,
  witnesses: Map<string, Witness>,
  missing: readonly string[],
): { readonly count: number; readonly findings: readonly string[] } {
  const findings: string[] = [];
  const whole = !missing.includes('outbox');
  const handle =
    missing.includes('enrolment') || missing.includes('standing') ? undefined : currentHandleKey(db);
  let count = 0;
  const rows = db.prepare<[], CertificationRow>(
    !whole
      ? 'SELECT *, NULL AS state, NULL AS note, NULL AS public_key FROM certifications ORDER BY id'
      : keepsLives(db)
        ? `SELECT c.*, o.state, o.note, l.public_key FROM certifications c
           LEFT JOIN outbox o ON o.id = c.id LEFT JOIN lives l ON l.epoch = c.epoch ORDER BY c.id`
        : `SELECT c.*, o.state, o.note, NULL AS public_key FROM certifications c
           LEFT JOIN outbox o ON o.id = c.id ORDER BY c.id`,
  );
  for (const row of rows.iterate()) {
    count += 1;
    const witness = witnesses.get(row.certificate_no);
    witnesses.delete(row.certificate_no);
    const handleKey = handle?.epoch === row.epoch ? handle.key : undefined;
    const wrong =
      witness === undefined
        ? 'not in the audit log'
        : (fault(row, witness, means, whole) ?? foreign(row, handleKey, means.crypto));
    if (wrong !== undefined) findings.push(`certification ${row.certificate_no}: ${wrong}`);
  }
  return { count, findings };
}

function fault(
  row: CertificationRow,
  witness: Witness,
  { crypto, publicKey }: Means,
  whole: boolean,
): string | undefined {
  const { hash, signature } = row;
  if (hash !== witness.record) return 'altered (hash)';
  if (row.epoch !== witness.epoch || row.sequence !== witness.sequence) return 'altered (sequence)';
  if (row.id !== witness.place) return `swapped, stands at ${row.id} and belongs at ${witness.place}`;
  // Only answered ones are freed of their details.
  if (row.record === null && row.decision === null) return 'altered (record)';
  if (row.record !== null) {
    if (!isRecordText(crypto, row.record, hash)) return 'altered (record)';
    // Byte for byte what was hashed when it was written.
    const record = JSON.parse(row.record) as TerminalRecord;
    if (columnsDiffer(row, record)) return 'altered (columns)';
    const key = row.public_key ?? publicKey;
    if (key !== undefined && key !== UNKNOWN_KEY && !verifyRecord(crypto, key, { record, hash, signature }))
      return 'altered (signature)';
  }
  if (typeof witness.sealed === 'string' && certificationSeal(crypto, row) !== witness.sealed)
    return 'altered (columns)';
  if (row.receipt !== witness.receipt) return 'altered (receipt)';
  if (answerDiffers(row, witness)) return 'altered (answer)';
  return whole ? outboxFault(row, witness) : undefined;
}

function outboxFault(row: CertificationRow, { parked }: Witness): string | undefined {
  if (row.decision !== null) return row.state === null ? undefined : 'outbox row added';
  if (row.state === null) return 'outbox row missing';
  const expected = parked === undefined ? 'queued' : 'parked';
  return row.state === expected && row.note === (parked ?? null) ? undefined : 'outbox row altered';
}

function columnsDiffer(row: CertificationRow, record: TerminalRecord): boolean {
  const { body } = record;
  return (
    row.epoch !== record.epoch ||
    row.sequence !== record.sequence ||
    row.certificate_no !== body.certificateNo ||
    row.occurred_at !== record.occurredAt ||
    row.method !== body.method ||
    row.valid_through !== body.validThrough ||
    row.demo !== (record.demo ? 1 : 0)
  );
}

function answerDiffers(row: CertificationRow, { answer }: Witness): boolean {
  const { decision, reason, answered_through, resumption, answered_at } = row;
  if (answer === undefined)
    return [decision, reason, answered_through, resumption, answered_at].some((field) => field !== null);
  const { details, at } = answer;
  return (
    decision !== details['decision'] ||
    (reason ?? '') !== details['reason'] ||
    (answered_through ?? '') !== details['validThrough'] ||
    resumption !== (details['resumptionProposed'] === true ? 1 : 0) ||
    answered_at !== at
  );
}

/** The handle by which the person is found again; checkable while the record and its key are there. */
function foreign(
  row: CertificationRow,
  handleKey: string | undefined,
  crypto: CryptoProvider,
): string | undefined {
  if (handleKey === undefined || row.record === null) return undefined;
  const { idNumber } = (JSON.parse(row.record) as TerminalRecord).body;
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
