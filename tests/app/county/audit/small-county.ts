import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer } from '../../../../app/county/http/server.ts';
import { countyHead } from '../../../../app/county/audit/chain/diary.ts';
import { review } from '../../../../app/county/certifications/review.ts';
import { correct } from '../../../../app/county/corrections/correct.ts';
import { CONTRIBUTION_COLUMNS } from '../../../../shared/pension/contribution-row.ts';
import { importContributions } from '../../../../app/county/contributions/import-contributions.ts';
import { importPersons } from '../../../../app/county/persons/import-persons.ts';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import { rulesAt } from '../../../../shared/pension/life/rules-at.ts';
import { PERSON_COLUMNS } from '../../../../shared/pension/person-row.ts';
import { bornOn } from '../contributions/support.ts';
import { clockAt } from '../support/clock.ts';
import { book, NOON } from '../support/county.ts';
import { handlers, withdrawal } from '../../../records/withdrawal.ts';
import { TestTerminal } from '../support/terminal.ts';

const PAYEE = bornOn('1955-05-20', 1);
const PAYER = bornOn('1970-05-20', 1);
const PACK = 'changchun-2011';

function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/**
 * A county in which everything happened once, each by its own door: people and contributions imported,
 * terminals enrolled and revoked, certifications taken, refused, contradicted and reviewed, years settled, a
 * month paid, an account corrected. The caller closes the store.
 */
export async function smallCounty(db: string, directory: string): Promise<CountyStore> {
  const clock = clockAt(NOON);
  const init = { code: '990101', name: '柏坪县', policyPack: PACK };
  const store = await openCountyStore(db, { clock, init });
  await people(store, directory);
  await contributions(store, directory);
  must(await settleThrough(store, book(), 2025));
  await certifications(store);
  must(await payMonth(store, book(), '2026-11'));
  const truth = {
    idNumber: PAYEE,
    rows: [{ ...row(PAYEE, 2014, 500), bankSerial: 'TRUE', subsidy: 4000 }],
  };
  const order = { truths: [truth], operator: 'li', reason: '录入错误', dryRun: false };
  must(await correct(store, must(rulesAt(book(), PACK)), order));
  return store;
}

async function people(store: CountyStore, directory: string): Promise<void> {
  const file = join(directory, 'persons.csv');
  const line = (id: string, status: string, start: string, through: string): string => {
    const person: Readonly<Record<string, string>> = {
      id_number: id,
      name: '柏青禾',
      household: 'rural',
      area_code: '990101100201',
      phone: '13800000000',
      status,
      ssc_number: 'A12345678',
      bank_account: '6217000000000000004',
      benefit_start: start,
      certified_through: through,
    };
    return PERSON_COLUMNS.map((column) => person[column] ?? '').join(',');
  };
  const lines = [
    PERSON_COLUMNS.join(','),
    line(PAYEE, 'receiving', '2015-06', '2026-12'),
    line(PAYER, 'contributing', '', ''),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  must(await importPersons(store, file));
}

/** A contribution in fen. */
function row(idNumber: string, year: number, yuan: number) {
  return {
    idNumber,
    year,
    kind: 'current' as const,
    tier: yuan * 100,
    personal: yuan * 100,
    collective: 0,
    subsidy: 3000,
    paidOn: `${year}-10-15`,
    bankSerial: `S${year}`,
  };
}

async function contributions(store: CountyStore, directory: string): Promise<void> {
  const file = join(directory, 'contributions.csv');
  const lines = [PAYEE, PAYER].flatMap((id) =>
    [2012, 2013, 2014].map((year) => {
      const yuan = (fen: number): string => (fen / 100).toFixed(2);
      const { tier, personal, subsidy, paidOn, bankSerial } = row(id, year, 200);
      const fields: Readonly<Record<string, string>> = {
        id_number: id,
        year: String(year),
        kind: 'current',
        tier: yuan(tier),
        personal: yuan(personal),
        collective: '0.00',
        subsidy: yuan(subsidy),
        paid_on: paidOn,
        bank_serial: bankSerial,
      };
      return CONTRIBUTION_COLUMNS.map((column) => fields[column] ?? '').join(',');
    }),
  );
  writeFileSync(file, `${[CONTRIBUTION_COLUMNS.join(','), ...lines].join('\n')}\n`);
  const { imported, rejected } = must(await importContributions(store, book(), file));
  if (imported !== 6 || rejected !== 0) throw new Error(`imported ${imported}, rejected ${rejected}`);
}

/** A record of a kind that keeps no table of its own. */
function withdrawn(terminal: TestTerminal): unknown {
  const { record } = terminal.record({ idNumber: PAYEE });
  const { certificateNo: number } = record.body;
  return terminal.sign({ ...record, body: { ...withdrawal(PAYEE), number } as never });
}

async function certifications(store: CountyStore): Promise<void> {
  const server = buildServer({ store, book: book(), demoAllowed: false, report: () => undefined, handlers });
  const terminal = new TestTerminal(server, store);
  await terminal.enrol('一号机');
  const lost = new TestTerminal(server, store);
  await lost.enrol('丢失的机');
  await revokeTerminals(store, '丢失的机');
  await issueCode(store, '还没来的机');
  const visit = terminal.record({ idNumber: PAYEE, name: '柏青禾', method: 'visit' });
  const records = [
    terminal.record({ idNumber: PAYEE, name: '柏青禾' }),
    visit,
    terminal.record({ idNumber: PAYER, name: '柏青禾' }),
  ];
  await terminal.deliver(records);
  const again = terminal.record({
    idNumber: PAYEE,
    certificateNo: records[0]?.record.body.certificateNo ?? '',
  });
  await terminal.deliver([again]);
  await terminal.deliver([withdrawn(terminal)]);
  const policy = await currentPolicy(store.db, store, book());
  const verdict = { decision: 'accepted', operator: '王办', reason: '核实' } as const;
  must(await review(store, policy, { certificateNo: visit.record.body.certificateNo, ...verdict }));
  const beat = {
    epoch: terminal.epoch,
    sequence: 5,
    queued: 1,
    parked: 0,
    now: store.clock.now(),
    software: 'test',
    devices: [],
    audit: { sequence: 9, hash: 'a'.repeat(64) },
    countyAudit: await countyHead(store),
  };
  const answer = await terminal.send('POST', '/heartbeat', JSON.stringify(beat));
  if (answer.status !== 200) throw new Error(answer.text);
  await server.close();
}
