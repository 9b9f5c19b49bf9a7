import type { Insertable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Coverage } from '../../../shared/documents/glyphs/coverage.ts';
import { undrawn } from '../../../shared/documents/glyphs/coverage.ts';
import { numbersOf, tidyIdNumber } from '../../../shared/identity/id-number.ts';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { Certification, CertificationAnswer } from '../../../shared/records/certification.ts';
import { certificationKind } from '../../../shared/records/certification.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import type { Arrived, IntakeSite, RecordHandler } from '../records/handler.ts';
import type { Schema } from '../store/schema.ts';
import type { CertificationTable, DecisionTable } from './tables.ts';
import { moveAside } from './aside.ts';
import type { Ruling } from './decide.ts';
import { decide } from './decide.ts';
import type { Listed } from './evidence.ts';
import { findListed } from './listed.ts';
import { CERTIFICATIONS, DECISIONS } from './tables.ts';

/** A decision, and by which number the county knows the person. */
type CertificationRuling = Ruling & { readonly idNumber: string };

/** 资格认证: one row, one decision and one event for each; the month that it gives goes to the person. */
export const certificationHandler: RecordHandler<
  Certification,
  CertificationAnswer,
  ReadonlyMap<string, Listed>,
  CertificationRuling
> = {
  shared: certificationKind,
  table: 'certifications',
  facts: (tx, { county }, batch) =>
    findListed(
      tx,
      county.code,
      batch.map(({ record }) => record.body),
    ),
  decide({ signed, signer, arrival }, listed, { policy, demoAllowed }) {
    const { record } = signed;
    const { body } = record;
    const idNumber = rosterNumber(body, listed);
    const witness = body.witness && listed.get(tidyIdNumber(body.witness.idNumber));
    const facts = { signer, person: listed.get(idNumber), witness };
    return { ...decide(record, arrival, facts, policy, demoAllowed), idNumber };
  },
  moveAside,
  notes: (taken, { coverage }) =>
    coverage === undefined ? [] : taken.flatMap(({ arrived }) => notDrawn(arrived, coverage)),
  async store(tx, site, taken) {
    const fresh = taken.map(({ arrived, ruling }) => ({
      arrived,
      ruling,
      ...rowsOf(site.county.code, arrived, ruling),
    }));
    await tx
      .insertInto('certifications')
      .values(fresh.map(({ certification }) => certification))
      .execute();
    await tx
      .insertInto('decisions')
      .values(fresh.map(({ verdict }) => verdict))
      .execute();
    await extend(tx, site, fresh);
    return fresh.map(eventsOf(site));
  },
};

interface Fresh {
  readonly arrived: Arrived<Certification>;
  readonly ruling: CertificationRuling;
  /** As they are stored, and sealed in the event. */
  readonly certification: Insertable<CertificationTable>;
  readonly verdict: Insertable<DecisionTable>;
}

/** Screens and papers showed a box where the character is; the name itself is in the record. */
function notDrawn(
  { signed: { record } }: Arrived<Certification>,
  coverage: Coverage,
): readonly CountyEvent[] {
  const characters = undrawn(coverage, record.body.name);
  if (characters.length === 0) return [];
  const { certificateNo } = record.body;
  const details = { terminal: record.terminal, certificateNo, characters: characters.join(' ') };
  return [{ event: 'name-not-drawn', details }];
}

/** The number by which the county knows the person; the card's own where it knows neither. */
function rosterNumber(body: Certification, listed: ReadonlyMap<string, Listed>): string {
  const numbers = numbersOf(body);
  return numbers.find((number) => listed.has(number)) ?? numbers[0] ?? '';
}

function rowsOf(
  county: string,
  { signed: { record, hash, signature }, arrival: { receivedAt } }: Arrived<Certification>,
  { answer, countedMonth, idNumber }: CertificationRuling,
): Pick<Fresh, 'certification' | 'verdict'> {
  const { certificateNo, decision, reason, validThrough } = answer;
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
      clock_skewed: answer.clockSkewed ? 1 : 0,
      counted_month: countedMonth,
      first_answer: JSON.stringify(answer),
      decision,
      reason,
      valid_through: validThrough,
      resumption_proposed: answer.resumptionProposed ? 1 : 0,
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
async function extend(tx: Transaction<Schema>, site: IntakeSite, fresh: readonly Fresh[]): Promise<void> {
  const latest = new Map<string, string>();
  for (const { certification, ruling } of fresh) {
    const through = ruling.answer.validThrough;
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

function eventsOf({ crypto }: IntakeSite): (fresh: Fresh) => CountyEvent {
  const digest = rowDigests(crypto, CERTIFICATIONS);
  const verdictDigest = rowDigests(crypto, DECISIONS);
  return ({ arrived: { signed }, ruling, certification, verdict }) => {
    const { terminal, sequence, body, demo } = signed.record;
    const { certificateNo, decision, reason, validThrough, clockSkewed } = ruling.answer;
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
