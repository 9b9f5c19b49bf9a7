import type { Kysely } from 'kysely';
import type { AuditDetails, AuditHead, AuditRow } from '../../../shared/audit/chain.ts';
import type { Verification } from '../../../shared/audit/evidence.ts';
import { detailsOf, isRecordText } from '../../../shared/audit/evidence.ts';
import { describeFinding, startAuditWalk } from '../../../shared/audit/walk.ts';
import { tidyIdNumber } from '../../../shared/identity/id-number.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { TerminalRecord } from '../../../shared/protocol/records.ts';
import type { ImportWitness } from '../ledger/verify-ledger.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { verifyLookups } from '../persons/lookup-trace.ts';
import type { CertificationTable, Schema } from '../store/schema.ts';
import { readAudit } from './append.ts';

const PAGE = 2000;

interface Witness {
  readonly record: unknown;
  /** As the record carries it, wherever its row stands. */
  readonly certificateNo: string;
  decision: unknown;
  /** Empty when the certification holds for no month. */
  validThrough: unknown;
}

/**
 * Walks the audit chain of every county in the database, and holds the certifications and the ledger against
 * it. Only reads.
 */
export async function verifyCounty(db: Kysely<Schema>, crypto: CryptoProvider): Promise<Verification> {
  const counties = await db.selectFrom('counties').select('county').orderBy('county').execute();
  const total = { auditRows: 0, certifications: 0, accounts: 0, head: '', findings: [] as string[] };
  for (const { county } of counties) {
    const one = await verifyOne(db, crypto, county);
    total.auditRows += one.auditRows;
    total.certifications += one.certifications;
    total.accounts += one.accounts ?? 0;
    total.head = one.head;
    total.findings.push(...one.findings);
  }
  return total;
}

async function verifyOne(db: Kysely<Schema>, crypto: CryptoProvider, county: string): Promise<Verification> {
  const walk = startAuditWalk(crypto);
  const witnesses = new Map<string, Witness>();
  const imports: ImportWitness[] = [];
  const seals: AuditDetails[] = [];
  let after = 0;
  for (;;) {
    const rows = await readAudit(db, county, after, PAGE);
    for (const row of rows) {
      walk.take(row);
      bearWitness(witnesses, row);
      if (row.event === 'contributions-imported') imports.push(detailsOf(row));
      if (row.event === 'lookups-sealed') seals.push(detailsOf(row) as AuditDetails);
      after = row.sequence;
    }
    if (rows.length < PAGE) break;
  }
  const report = walk.finish(await readHead(db, county));
  const checked = await checkCertifications(db, crypto, county, witnesses);
  const ledger = await verifyLedger(db, crypto, county, imports);
  return {
    auditRows: report.rows,
    certifications: checked.count,
    accounts: ledger.accounts,
    head: report.head.hash,
    findings: [
      ...report.findings.map((finding) => `audit ${describeFinding(finding)}`),
      ...checked.findings,
      ...[...witnesses.keys()].map((certificateNo) => `certification ${certificateNo}: missing`),
      ...ledger.findings,
      ...(await verifyLookups(db, crypto, county, seals)),
    ],
  };
}

async function readHead(db: Kysely<Schema>, county: string): Promise<AuditHead | undefined> {
  return await db
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('county', '=', county)
    .where('id', '=', 1)
    .executeTakeFirst();
}

function bearWitness(witnesses: Map<string, Witness>, row: AuditRow): void {
  const details = detailsOf(row);
  const certificateNo = details['certificateNo'];
  if (typeof certificateNo !== 'string') return;
  const known = witnesses.get(certificateNo);
  if (row.event === 'certification-recorded')
    witnesses.set(certificateNo, {
      record: details['recordHash'],
      certificateNo,
      decision: details['decision'],
      validThrough: details['validThrough'],
    });
  else if (row.event === 'certification-reviewed' && known !== undefined) {
    known.decision = details['decision'];
    known.validThrough = details['validThrough'];
  } else if (row.event === 'certificate-number-reclaimed' && known !== undefined) {
    witnesses.delete(certificateNo);
    witnesses.set(String(details['movedTo']), known);
  }
}

async function checkCertifications(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  witnesses: Map<string, Witness>,
): Promise<{ readonly count: number; readonly findings: readonly string[] }> {
  const findings: string[] = [];
  let count = 0;
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('certifications')
      .selectAll()
      .where('county', '=', county)
      .where('certificate_no', '>', after)
      .orderBy('certificate_no')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      const wrong = fault(row, witnesses.get(row.certificate_no), crypto);
      if (wrong !== undefined) findings.push(`certification ${row.certificate_no}: ${wrong}`);
      witnesses.delete(row.certificate_no);
      after = row.certificate_no;
    }
    count += rows.length;
    if (rows.length < PAGE) return { count, findings };
  }
}

/** What a row holds, whatever the query builder calls it. */
type Row = { readonly [K in keyof CertificationTable]: unknown };

function fault(row: Row, witness: Witness | undefined, crypto: CryptoProvider): string | undefined {
  if (witness === undefined) return 'not in the audit log';
  if (row.record_hash !== witness.record) return 'altered (hash)';
  if (typeof row.record !== 'string' || !isRecordText(crypto, row.record, witness.record as string))
    return 'altered (record)';
  const record = JSON.parse(row.record) as TerminalRecord;
  if (columnsDiffer(row, record, witness)) return 'altered (columns)';
  if (row.decision !== witness.decision) return 'altered (decision)';
  return (row.valid_through ?? '') === witness.validThrough ? undefined : 'altered (valid through)';
}

function columnsDiffer(row: Row, record: TerminalRecord, witness: Witness): boolean {
  const { body } = record;
  return (
    row.terminal !== record.terminal ||
    row.epoch !== record.epoch ||
    row.sequence !== record.sequence ||
    witness.certificateNo !== body.certificateNo ||
    row.id_number !== tidyIdNumber(body.idNumber) ||
    row.name !== body.name ||
    row.method !== body.method ||
    row.occurred_at !== record.occurredAt ||
    row.demo !== (record.demo ? 1 : 0)
  );
}
