import type { Transaction } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { monthAt, ordinal } from '../../../shared/dates/month.ts';
import { validThrough } from '../../../shared/pension/certification.ts';
import type { LifeFacts } from '../../../shared/pension/life/facts.ts';
import type { LifeOutcome } from '../../../shared/pension/life/outcome.ts';
import { certificationRule } from '../../../shared/pension/policy-rules.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { ruleValues } from '../../county/runs/rule-values.ts';
import { runMonth } from '../../county/second-engine/month.ts';
import type { Schema } from '../../county/store/schema.ts';
import { assessmentLine, closingLine, paymentLine, settlementLine, three } from './first-engine.ts';

type Step = Transaction<Schema>;

/** A life as the county comes to know it. Credits are posted as the first engine worked them out. */
export interface KnownLife {
  readonly id: string;
  readonly facts: LifeFacts;
  readonly outcome: LifeOutcome;
}

interface Events {
  readonly postings: object[];
  readonly applications: object[];
  readonly exits: object[];
  readonly sentences: object[];
  readonly certified: { readonly id: string; readonly through: string }[];
}

const RUN = 1;
const ROWS_PER_INSERT = 500;

export interface Site {
  readonly tx: Step;
  /** 6 digits, a county of its own for each pack. */
  readonly county: string;
  readonly book: PolicyBook;
  readonly pack: string;
}

/** Runs a county of lives month by month through the second engine. The error is one line. */
export async function runCounty(
  site: Site,
  lives: readonly KnownLife[],
  first: number,
  last: number,
  progress: (month: string) => void,
): Promise<Result<void, string>> {
  const { tx, county, book, pack } = site;
  const months = eventsByMonth(site, lives);
  await insert(
    tx,
    'persons',
    lives.map((life) => personOf(county, life)),
  );
  for (let at = first; at <= last; at += 1) {
    const month = monthAt(at);
    if (at % 12 === 0) progress(month);
    const events = months.get(at);
    if (events !== undefined) await note(site, events);
    const rules = ruleValues(book, pack, month, monthAt(first));
    if (!rules.ok) return err(`${pack} has no rule for ${month}: ${rules.error.kind}`);
    const done = await runMonth(tx, { county, run: RUN, month, rules: rules.value });
    if (!done.ok) return err(`the second engine refuses ${month}: ${JSON.stringify(done.error)}`);
  }
  return ok(undefined);
}

function personOf(county: string, { id, facts }: KnownLife) {
  return {
    county,
    id_number: id,
    handle: id,
    name: id,
    household: facts.household,
    area_code: `${county}000000`,
    phone: '',
    status: 'receiving' as const,
    special_group: facts.group,
    ssc_number: '',
    bank_account: '',
    benefit_start: null,
    certified_through: null,
  };
}

/** What becomes known in each month. */
function eventsByMonth(site: Site, lives: readonly KnownLife[]): ReadonlyMap<number, Events> {
  const months = new Map<number, Events>();
  const eventsIn = (month: number): Events => {
    let events = months.get(month);
    if (events === undefined)
      months.set(
        month,
        (events = { postings: [], applications: [], exits: [], sentences: [], certified: [] }),
      );
    return events;
  };
  for (const life of lives) noteLife(site, life, eventsIn);
  return months;
}

function noteLife(
  { county, book, pack }: Site,
  { id, facts, outcome }: KnownLife,
  eventsIn: (month: number) => Events,
): void {
  const key = { county, id_number: id, run: RUN };
  const numbers = new Map<number, number>();
  for (const { month, kind, year, tier, amounts } of outcome.credits) {
    const posted = Math.floor(month / 12);
    const number = (numbers.get(posted) ?? 0) + 1;
    numbers.set(posted, number);
    eventsIn(month).postings.push({
      ...key,
      year: posted,
      number,
      month: (month % 12) + 1,
      valid_month: monthAt(month),
      kind,
      contribution_year: year,
      tier,
      ...amounts,
      paid_on: `${monthAt(month)}-01`,
      bank_serial: '',
      reverses_year: null,
      reverses_number: null,
    });
  }
  const { application, exit } = facts;
  if (application !== undefined && outcome.assessment !== undefined)
    eventsIn(ordinal(application.month)).applications.push({
      ...key,
      month: application.month,
      birth: facts.birth,
      first_month: monthAt(outcome.assessment.firstMonth),
      service_years: application.serviceYears,
    });
  if (exit !== undefined)
    eventsIn(ordinal(exit.reported)).exits.push({
      ...key,
      kind: exit.kind,
      month: exit.month,
      reported: exit.reported,
    });
  for (const { from, to } of facts.sentences)
    eventsIn(ordinal(from)).sentences.push({ ...key, from_month: from, to_month: to });
  let latest: Month | undefined;
  for (const month of facts.certified) {
    const rule = certificationRule(book, pack, `${month}-01`);
    if (!rule.ok) continue;
    const through = validThrough(rule.value, month);
    if (latest !== undefined && through <= latest) continue;
    latest = through;
    eventsIn(ordinal(month)).certified.push({ id, through });
  }
}

async function note({ tx, county }: Site, events: Events): Promise<void> {
  await insert(tx, 'postings', events.postings);
  await insert(tx, 'applications', events.applications);
  await insert(tx, 'exits', events.exits);
  await insert(tx, 'sentences', events.sentences);
  for (const { id, through } of events.certified)
    await tx
      .updateTable('persons')
      .set({ certified_through: through })
      .where('county', '=', county)
      .where('id_number', '=', id)
      .execute();
}

async function insert(
  tx: Step,
  table: 'persons' | 'postings' | 'applications' | 'exits' | 'sentences',
  rows: readonly object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT)
    await tx
      .insertInto(table)
      // Rows are built beside their table's columns above; the union of tables has no common row type.
      .values(rows.slice(start, start + ROWS_PER_INSERT) as never)
      .execute();
}

/** What the second engine left in the ledger of each person, in the common form. */
export async function linesByPerson({ tx, county }: Site): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = new Map<string, string[]>();
  const add = (id: string, line: string): void => {
    const known = lines.get(id);
    if (known === undefined) lines.set(id, [line]);
    else known.push(line);
  };
  for (const row of await tx.selectFrom('settlements').selectAll().where('county', '=', county).execute())
    add(
      row.id_number,
      settlementLine(
        row.year,
        row.through,
        three(row.interest_personal, row.interest_collective, row.interest_subsidy),
        three(row.personal, row.collective, row.subsidy),
      ),
    );
  for (const row of await tx.selectFrom('assessments').selectAll().where('county', '=', county).execute())
    add(
      row.id_number,
      assessmentLine(
        row.month,
        row.first_month,
        [row.years_paid, row.base_due, row.bonus_percent, row.divisor, row.pension],
        three(row.personal, row.collective, row.subsidy),
      ),
    );
  for (const row of await tx.selectFrom('payments').selectAll().where('county', '=', county).execute())
    add(
      row.id_number,
      paymentLine(
        row.kind,
        row.paid_in,
        row.for_month,
        [row.base, row.pension, row.addition, row.service, row.fund],
        three(row.draw_personal, row.draw_collective, row.draw_subsidy),
        three(row.personal, row.collective, row.subsidy),
      ),
    );
  const closings = await tx
    .selectFrom('postings')
    .selectAll()
    .where('county', '=', county)
    .where('kind', 'in', ['inheritance', 'transfer-out'])
    .execute();
  for (const row of closings)
    add(
      row.id_number,
      closingLine(
        row.kind,
        `${row.year}-${String(row.month).padStart(2, '0')}`,
        three(row.personal, row.collective, row.subsidy),
      ),
    );
  return lines;
}
