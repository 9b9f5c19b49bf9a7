import type { Insertable, Transaction } from 'kysely';
import { sql } from 'kysely';
import { numbersOf, tidyIdNumber } from '../../../shared/identity/id-number.ts';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import type { Certification } from '../../../shared/records/certification.ts';
import type { SignedRecord } from '../../../shared/records/kinds.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import { rowDigests } from './digests.ts';
import type { CertificationPolicy } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { CertificationTable, ConflictTable, DecisionTable } from './tables.ts';
import type { NumberFault, Squatter } from './certificate-numbers.ts';
import { moveAside, numberFault } from './certificate-numbers.ts';
import type { Checked } from './check.ts';
import type { Arrival, Ruling } from './decide.ts';
import { decide } from './decide.ts';
import type { Listed } from './evidence.ts';
import { findListed, findStored, keyOf, remember } from './known.ts';

const FAULT_IN_WORDS: Readonly<Record<NumberFault, string>> = {
  'check-digit': 'not a number with a right check digit',
  terminal: 'the number of another terminal',
  date: 'the number of another day',
};

/** A record whose shape and signature hold, and how it came. */
export interface Arrived extends Checked {
  readonly arrival: Arrival;
}

export interface IntakeRules {
  readonly policy: CertificationPolicy;
  /** `serve --demo`: records marked `demo` take full effect. */
  readonly demoAllowed: boolean;
}

type Outcome = RecordAnswer['outcome'];
type Site = Pick<CountyStore, 'county' | 'engine' | 'clock' | 'crypto'>;

/** A well-signed record that is not taken, kept as evidence, and the alarm that its first coming raises. */
interface Contradiction {
  readonly row: Insertable<ConflictTable>;
  readonly event: CountyEvent;
}

/**
 * Takes records in, in order, inside the caller's transaction: one row, one decision and one audit event
 * for each new one; the first answer again for a repeated one; an alarm for one that contradicts a stored
 * one or carries a number that is not its own. Set-based: the number of statements does not grow with the
 * number of records.
 */
export async function takeIn(
  tx: Transaction<Schema>,
  site: Site,
  rules: IntakeRules,
  batch: readonly Arrived[],
): Promise<readonly Outcome[]> {
  // Behind this lock nobody else adds records, so what is not found here is new.
  const head = await lockChain(tx, site);
  const county = site.county.code;
  const records = batch.map(({ signed }) => signed);
  const known = await findStored(tx, county, records);
  const listed = await findListed(tx, county, records);
  const fresh: Fresh[] = [];
  const squatters: Squatter[] = [];
  const contradictions: Contradiction[] = [];

  const take = ({ signed, signer, arrival }: Arrived): Outcome => {
    const { record, hash } = signed;
    const { certificateNo, witness } = record.body;
    const idNumber = rosterNumber(record.body, listed);
    const key = keyOf(signed);
    const same = known.byKey.get(key);
    if (same?.hash === hash) return same.outcome;
    const fault = numberFault(record, signer.number);
    if (fault !== undefined) {
      contradictions.push(foreignNumber(county, signed, arrival, fault));
      return { kind: 'rejected', detail: `certificateNo: ${FAULT_IN_WORDS[fault]}` };
    }
    const holder = known.byCertificate.get(certificateNo);
    const own = holder?.terminal === record.terminal;
    if (same !== undefined || own) {
      contradictions.push(conflict(county, signed, arrival, same === undefined ? 'certificate' : 'key'));
      return { kind: 'conflict' };
    }
    // The number says whose it is. Whoever had it wrongly steps aside.
    if (holder !== undefined)
      squatters.push({ certificateNo, terminal: holder.terminal, recordHash: holder.hash });
    const ruling = decide(
      record,
      arrival,
      {
        signer,
        person: listed.get(idNumber),
        witness: witness && listed.get(tidyIdNumber(witness.idNumber)),
      },
      rules.policy,
      rules.demoAllowed,
    );
    fresh.push({ ...rowsOf(site, signed, idNumber, arrival, ruling), signed, ruling });
    remember(known, { key, terminal: record.terminal, hash, certificateNo, outcome: ruling.outcome });
    return ruling.outcome;
  };
  const outcomes = batch.map(take);

  const reclaimed: CountyEvent[] = [];
  for (const squatter of squatters) reclaimed.push(await moveAside(tx, site, squatter));
  await storeFresh(tx, fresh);
  await extend(tx, site, fresh);
  const alarms = await storeContradictions(tx, site, contradictions);
  await appendBehind(tx, site, head, [...reclaimed, ...fresh.map(recordedEvents(site)), ...alarms]);
  return outcomes;
}

interface Fresh {
  readonly signed: SignedRecord;
  readonly ruling: Ruling;
  /** As they are stored, and sealed in the event. */
  readonly certification: Insertable<CertificationTable>;
  readonly verdict: Insertable<DecisionTable>;
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

/** The number by which the county knows the person; the card's own where it knows neither. */
function rosterNumber(body: Certification, listed: ReadonlyMap<string, Listed>): string {
  const numbers = numbersOf(body);
  return numbers.find((number) => listed.has(number)) ?? numbers[0] ?? '';
}

function rowsOf(
  site: Site,
  { record, hash, signature }: SignedRecord,
  idNumber: string,
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
      id_number: idNumber,
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
  for (const { certification, ruling } of fresh) {
    const through = ruling.outcome.validThrough;
    const idNumber = certification.id_number;
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

function contradictionRow(
  county: string,
  { record, hash }: SignedRecord,
  arrival: Arrival,
  kind: Contradiction['row']['kind'],
): Contradiction['row'] {
  return {
    county,
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

function conflict(
  county: string,
  signed: SignedRecord,
  arrival: Arrival,
  kind: Contradiction['row']['kind'],
): Contradiction {
  const row = contradictionRow(county, signed, arrival, kind);
  return { row, event: { event: 'record-conflict', details: { ...placeOf(signed), kind } } };
}

function foreignNumber(
  county: string,
  signed: SignedRecord,
  arrival: Arrival,
  fault: NumberFault,
): Contradiction {
  const row = contradictionRow(county, signed, arrival, 'certificate');
  return { row, event: { event: 'certificate-number-wrong', details: { ...placeOf(signed), fault } } };
}

function placeOf({ record, hash }: SignedRecord) {
  const { terminal, epoch, sequence, body } = record;
  return { terminal, epoch, sequence, recordHash: hash, certificateNo: body.certificateNo };
}

/** Alarms of those that were not known yet: a repeated contradiction raises no second one. */
async function storeContradictions(
  tx: Transaction<Schema>,
  { crypto }: Site,
  contradictions: readonly Contradiction[],
): Promise<readonly CountyEvent[]> {
  if (contradictions.length === 0) return [];
  const digest = rowDigests(crypto, 'conflicts');
  const once = new Map(contradictions.map((one) => [rowKey(one.row), one]));
  const stored = await tx
    .insertInto('conflicts')
    .values([...once.values()].map(({ row }) => row))
    .onConflict((at) => at.columns(['county', 'terminal', 'epoch', 'sequence', 'record_hash']).doNothing())
    .returning(['terminal', 'epoch', 'sequence', 'record_hash'])
    .execute();
  const first = new Set(stored.map(rowKey));
  return [...once].flatMap(([key, { event, row }]) =>
    first.has(key) ? [{ ...event, details: { ...event.details, sealed: digest(row) } }] : [],
  );
}

function rowKey(row: Pick<Contradiction['row'], 'terminal' | 'epoch' | 'sequence' | 'record_hash'>): string {
  return `${row.terminal}/${row.epoch}/${row.sequence}/${row.record_hash}`;
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
