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
import { missingTables, replayStanding } from './verify-standing.ts';

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
  const gone = missing.map((table) => `table ${table}: missing`);
  if (missing.includes('audit') || missing.includes('certifications'))
    return { auditRows: 0, certifications: 0, head: '', findings: gone };
  const walk = startAuditWalk(means.crypto);
  const standing = replayStanding(means.crypto);
  const witnesses = new Map<string, Witness>();
  const rows = db.prepare<[], AuditRow>(
    'SELECT sequence, at, event, details, previous, hash FROM audit ORDER BY sequence',
  );
  for (const row of rows.iterate()) {
    walk.take(row);
    bearWitness(witnesses, row);
    standing.take(row);
  }
  const head = missing.includes('audit_head')
    ? undefined
    : db.prepare<[], AuditHead>('SELECT sequence, hash FROM audit_head WHERE id = 1').get();
  const report = walk.finish(head);
  const hashOf = db.prepare<[number], string>('SELECT hash FROM audit WHERE sequence = ?').pluck();
  const missed = (means.anchors ?? []).filter((anchor) => !anchorHolds(hashOf.get(anchor.sequence), anchor));
  const certifications = checkCertifications(db, means, witnesses, missing);
  return {
    auditRows: report.rows,
    certifications: certifications.count,
    head: report.head.hash,
    findings: [
      ...gone,
      ...report.findings.map((finding) => `audit ${describeFinding(finding)}`),
      ...certifications.findings,
      // A deleted or renumbered certification leaves its witness behind.
      ...[...witnesses.keys()].map((certificateNo) => `certification ${certificateNo}: missing`),
      ...standing.compare(db, missing),
      ...missed.map(anchorFinding),
    ],
  };
}

function bearWitness(witnesses: Map<string, Witness>, row: AuditRow): void {
  const details = detailsOf(row);
  const certificateNo = details['certificateNo'];
  if (typeof certificateNo !== 'string') return;
  if (row.event === 'certified') {
    const { epoch, sequence, record, sealed } = details;
    const place = witnesses.size + 1;
    const fresh = { receipt: 'pending', answer: undefined, parked: undefined };
    witnesses.set(certificateNo, { place, epoch, sequence, record, sealed, ...fresh });
    return;
  }
  const known = witnesses.get(certificateNo);
  if (known === undefined) return;
  if (row.event === 'receipt') known.receipt = details['state'];
  else if (row.event === 'record-answered') known.answer = { at: row.at, details };
  else if (row.event === 'record-requeued') known.parked = undefined;
  else if (row.event === 'record-conflict' || row.event === 'record-rejected')
    known.parked = `${row.event.slice('record-'.length)}: ${String(details['detail'])}`;
}

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
    whole
      ? 'SELECT c.*, o.state, o.note FROM certifications c LEFT JOIN outbox o ON o.id = c.id ORDER BY c.id'
      : 'SELECT *, NULL AS state, NULL AS note FROM certifications ORDER BY id',
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
  if (row.record !== null) {
    if (!isRecordText(crypto, row.record, hash)) return 'altered (record)';
    const record = JSON.parse(row.record) as TerminalRecord;
    if (columnsDiffer(row, record)) return 'altered (columns)';
    if (publicKey !== undefined && !verifyRecord(crypto, publicKey, { record, hash, signature }))
      return 'altered (signature)';
  }
  if (typeof witness.sealed === 'string' && certificationSeal(crypto, row) !== witness.sealed)
    return 'altered (columns)';
  if (row.record === null && witness.answer === undefined) return 'emptied before it was answered';
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
