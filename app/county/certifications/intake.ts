import type { Insertable, Transaction } from 'kysely';
import { sql } from 'kysely';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import type { SignedRecord } from '../../../shared/protocol/records.ts';
import type { CountyEvent } from '../audit/append.ts';
import { appendBehind, lockChain } from '../audit/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import type { CertificationPolicy } from '../settings/policy.ts';
import type { CountyStore } from '../store/open.ts';
import type {
  CertificationTable,
  ConflictTable,
  DecisionTable,
  PersonTable,
  Schema,
} from '../store/schema.ts';
import type { Arrival, Recorded, Ruling } from './decide.ts';
import { decide } from './decide.ts';

/** A record whose shape and signature hold, and how it came. */
export interface Arrived {
  readonly signed: SignedRecord;
  readonly arrival: Arrival;
}

export interface IntakeRules {
  readonly policy: CertificationPolicy;
  /** `serve --demo`: records marked `demo` take full effect. */
  readonly demoAllowed: boolean;
}

type Outcome = RecordAnswer['outcome'];
type Conflict = Insertable<ConflictTable>;
type Site = Pick<CountyStore, 'county' | 'engine' | 'clock' | 'crypto'>;

/** What is already there under a record's key or certificate number. */
interface Stored {
  readonly key: string;
  readonly hash: string;
  readonly certificateNo: string;
  readonly outcome: Recorded;
}

/**
 * Takes records in, in order, inside the caller's transaction: one row, one decision and one audit event
 * for each new one; the first answer again for a repeated one; an alarm for one that contradicts a stored
 * one. Set-based: the number of statements does not grow with the number of records.
 */
export async function takeIn(
  tx: Transaction<Schema>,
  site: Site,
  rules: IntakeRules,
  batch: readonly Arrived[],
): Promise<readonly Outcome[]> {
  // Behind this lock nobody else adds records, so what is not found here is new.
  const head = await lockChain(tx, site);
  const known = await findStored(tx, site, batch);
  const persons = await findPersons(tx, site, batch);
  const fresh: Fresh[] = [];
  const conflicts: Conflict[] = [];

  const outcomes = batch.map(({ signed, arrival }): Outcome => {
    const key = keyOf(signed);
    const { certificateNo, idNumber } = signed.record.body;
    const same = known.byKey.get(key);
    if (same?.hash === signed.hash) return same.outcome;
    const kind =
      same !== undefined ? 'key' : known.byCertificate.has(certificateNo) ? 'certificate' : undefined;
    if (kind !== undefined) {
      conflicts.push(conflictRow(site, signed, arrival, kind));
      return { kind: 'conflict' };
    }
    const ruling = decide(signed.record, arrival, persons.get(idNumber), rules.policy, rules.demoAllowed);
    fresh.push({ ...rowsOf(site, signed, arrival, ruling), signed, ruling });
    remember(known, { key, hash: signed.hash, certificateNo, outcome: ruling.outcome });
    return ruling.outcome;
  });

  await storeFresh(tx, fresh);
  await extend(tx, site, fresh);
  const alarms = await storeConflicts(tx, conflicts);
  await appendBehind(tx, site, head, [
    ...fresh.map(recordedEvents(site)),
    ...alarms.map(conflictEvents(site)),
  ]);
  return outcomes;
}

interface Fresh {
  readonly signed: SignedRecord;
  readonly ruling: Ruling;
  /** As they are stored, and sealed in the event. */
  readonly certification: Insertable<CertificationTable>;
  readonly verdict: Insertable<DecisionTable>;
}

interface Known {
  readonly byKey: Map<string, Stored>;
  readonly byCertificate: Map<string, Stored>;
}

function keyOf({ record }: SignedRecord): string {
  return keyText(record.terminal, record.epoch, record.sequence);
}

/** Epochs are hex, so the first `/` from the right cannot be theirs. */
function keyText(terminal: string, epoch: string, sequence: number): string {
  return `${terminal}/${epoch}/${sequence}`;
}

function remember(known: Known, stored: Stored): void {
  known.byKey.set(stored.key, stored);
  known.byCertificate.set(stored.certificateNo, stored);
}

async function findStored(tx: Transaction<Schema>, site: Site, batch: readonly Arrived[]): Promise<Known> {
  const known: Known = { byKey: new Map(), byCertificate: new Map() };
  const columns = ['certificate_no', 'terminal', 'epoch', 'sequence', 'record_hash', 'first_answer'] as const;
  const select = tx.selectFrom('certifications').select(columns).where('county', '=', site.county.code);
  const lives = Map.groupBy(batch, ({ signed: { record } }) => `${record.epoch}${record.terminal}`);
  const queries = [...lives.values()].flatMap((life) => {
    const [first] = life;
    if (first === undefined) return [];
    const { terminal, epoch } = first.signed.record;
    const sequences = life.map(({ signed }) => signed.record.sequence);
    return [
      select.where('terminal', '=', terminal).where('epoch', '=', epoch).where('sequence', 'in', sequences),
    ];
  });
  const numbers = batch.map(({ signed }) => signed.record.body.certificateNo);
  queries.push(select.where('certificate_no', 'in', numbers));
  for (const query of queries) {
    for (const row of await query.execute()) {
      remember(known, {
        key: keyText(row.terminal, row.epoch, row.sequence),
        hash: row.record_hash,
        certificateNo: row.certificate_no,
        outcome: JSON.parse(row.first_answer) as Recorded,
      });
    }
  }
  return known;
}

async function findPersons(
  tx: Transaction<Schema>,
  site: Site,
  batch: readonly Arrived[],
): Promise<ReadonlyMap<string, Pick<PersonTable, 'status'>>> {
  const numbers = [...new Set(batch.map(({ signed }) => signed.record.body.idNumber))];
  const rows = await tx
    .selectFrom('persons')
    .select(['id_number', 'status'])
    .where('county', '=', site.county.code)
    .where('id_number', 'in', numbers)
    .execute();
  return new Map(rows.map((row) => [row.id_number, row]));
}

async function storeFresh(tx: Transaction<Schema>, fresh: readonly Fresh[]): Promise<void> {
  if (fresh.length === 0) return;
  await tx
    .insertInto('certifications')
    .values(fresh.map(({ certification }) => certification))
    .execute();
  await tx
    .insertInto('decisions')
    .values(fresh.map(({ verdict }) => verdict))
    .execute();
}

function rowsOf(
  site: Site,
  { record, hash, signature }: SignedRecord,
  { receivedAt }: Arrival,
  { outcome, countedMonth }: Ruling,
): Pick<Fresh, 'certification' | 'verdict'> {
  const county = site.county.code;
  const { certificateNo, decision, reason, validThrough } = outcome;
  return {
    certification: {
      county,
      certificate_no: certificateNo,
      terminal: record.terminal,
      epoch: record.epoch,
      sequence: record.sequence,
      record_hash: hash,
      signature,
      record: canonicalize(record),
      id_number: record.body.idNumber,
      name: record.body.name,
      method: record.body.method,
      demo: record.demo ? 1 : 0,
      occurred_at: record.occurredAt,
      received_at: receivedAt,
      clock_skewed: outcome.clockSkewed ? 1 : 0,
      counted_month: countedMonth,
      first_answer: JSON.stringify(outcome),
      decision,
      reason,
      valid_through: validThrough,
      resumption_proposed: outcome.resumptionProposed ? 1 : 0,
      decided_at: receivedAt,
      decided_by: 'rule',
    },
    verdict: {
      county,
      certificate_no: certificateNo,
      number: 1,
      decision,
      reason,
      operator: 'rule',
      decided_at: receivedAt,
      valid_through: validThrough,
    },
  };
}

/** Moves `certified_through` forward, never back, for everybody who was accepted. */
async function extend(tx: Transaction<Schema>, site: Site, fresh: readonly Fresh[]): Promise<void> {
  const latest = new Map<string, string>();
  for (const { signed, ruling } of fresh) {
    const through = ruling.outcome.validThrough;
    const { idNumber } = signed.record.body;
    if (through !== null && through > (latest.get(idNumber) ?? '')) latest.set(idNumber, through);
  }
  if (latest.size === 0) return;
  const values = sql.join([...latest].map(([id, through]) => sql`(${id}, ${through})`));
  // Both engines name the columns of a VALUES list column1, column2.
  await sql`
    update persons set certified_through = latest.column2
    from (values ${values}) as latest
    where persons.county = ${site.county.code} and persons.id_number = latest.column1
      and (persons.certified_through is null or persons.certified_through < latest.column2)
  `.execute(tx);
}

function conflictRow(
  site: Site,
  { record, hash }: SignedRecord,
  arrival: Arrival,
  kind: Conflict['kind'],
): Conflict {
  return {
    county: site.county.code,
    terminal: record.terminal,
    epoch: record.epoch,
    sequence: record.sequence,
    record_hash: hash,
    kind,
    certificate_no: record.body.certificateNo,
    record: canonicalize(record),
    received_at: arrival.receivedAt,
  };
}

/** Those that were not known yet: a repeated contradiction raises no second alarm. */
async function storeConflicts(
  tx: Transaction<Schema>,
  conflicts: readonly Conflict[],
): Promise<readonly Conflict[]> {
  const alarms: Conflict[] = [];
  for (const conflict of conflicts) {
    const stored = await tx
      .insertInto('conflicts')
      .values(conflict)
      .onConflict((at) => at.columns(['county', 'terminal', 'epoch', 'sequence', 'record_hash']).doNothing())
      .executeTakeFirst();
    if (stored.numInsertedOrUpdatedRows === 1n) alarms.push(conflict);
  }
  return alarms;
}

function recordedEvents({ crypto }: Site): (fresh: Fresh) => CountyEvent {
  const digest = rowDigests(crypto, 'certifications');
  const verdictDigest = rowDigests(crypto, 'decisions');
  return ({ signed, ruling, certification, verdict }) => {
    const { terminal, sequence, body, demo } = signed.record;
    const { certificateNo, decision, reason, validThrough, clockSkewed } = ruling.outcome;
    return {
      event: 'certification-recorded',
      details: {
        certificateNo,
        terminal,
        sequence,
        method: body.method,
        decision,
        validThrough: validThrough ?? '',
        ...(reason === null ? {} : { reason }),
        ...(clockSkewed ? { clockSkewed } : {}),
        ...(demo ? { demo } : {}),
        recordHash: signed.hash,
        sealed: digest(certification),
        verdict: verdictDigest(verdict),
      },
    };
  };
}

function conflictEvents({ crypto }: Site): (conflict: Conflict) => CountyEvent {
  const digest = rowDigests(crypto, 'conflicts');
  return (conflict) => {
    const { terminal, epoch, sequence, kind } = conflict;
    const { record_hash: recordHash, certificate_no: certificateNo } = conflict;
    return {
      event: 'record-conflict',
      details: { terminal, epoch, sequence, recordHash, kind, certificateNo, sealed: digest(conflict) },
    };
  };
}
