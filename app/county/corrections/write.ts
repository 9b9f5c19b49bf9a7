import type { Transaction } from 'kysely';
import { monthAt } from '../../../shared/dates/month.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { postingWriter } from '../ledger/posting-writer.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { Difference } from './difference.ts';
import type { Entry } from './entries.ts';
import { postedIn } from './entries.ts';

/** What one account gets. */
export interface Entries {
  readonly run: number;
  readonly month: number;
  readonly idNumber: string;
  readonly postings: readonly Entry[];
  readonly earned: Ledgers;
  readonly after: Ledgers;
  readonly difference: Difference;
}

/**
 * Postings, the settlement that takes them in, the new assessment, and what is to be paid or recovered.
 * `month` (ordinal) is the one in which it is acted on.
 */
export async function write(
  tx: Transaction<Schema>,
  store: CountyStore,
  { run, month, idNumber, postings, earned, after, difference }: Entries,
): Promise<void> {
  const county = store.county.code;
  const { year } = postedIn(month - 1);
  const highest = await tx
    .selectFrom('postings')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('county', '=', county)
    .where('year', '=', year)
    .where('id_number', '=', idNumber)
    .executeTakeFirst();
  const first = (highest?.number ?? 0) + 1;
  const numbered = postings.map((posting, index) => ({ ...posting, number: first + index }));
  await postingWriter(store).write(tx, run, numbered);
  await tx
    .insertInto('settlements')
    .values({
      county,
      year: Math.floor(month / 12),
      through: month % 12,
      id_number: idNumber,
      interest_personal: earned.personal,
      interest_collective: earned.collective,
      interest_subsidy: earned.subsidy,
      ...pick(after),
      run,
    })
    .execute();
  const { assessment } = difference;
  if (assessment !== undefined)
    await tx
      .insertInto('reassessments')
      .values({
        county,
        id_number: idNumber,
        month: monthAt(month),
        years_paid: assessment.yearsPaid,
        base_due: assessment.baseDue ? 1 : 0,
        bonus_percent: assessment.bonusPercent,
        ...pick(assessment.balance),
        pension: assessment.pension,
        run,
      })
      .execute();
  for (const { forMonth, base, pension, addition, service } of difference.payments)
    await tx
      .insertInto('payments')
      .values({
        county,
        paid_in: monthAt(month),
        id_number: idNumber,
        for_month: monthAt(forMonth),
        kind: 'correction',
        base,
        pension,
        addition,
        service,
        // The ledgers' part of it is posted as a correction; this row is the money.
        draw_personal: 0,
        draw_collective: 0,
        draw_subsidy: 0,
        fund: pension,
        ...pick(after),
        drawn_personal: 0,
        drawn_collective: 0,
        drawn_subsidy: 0,
        points_personal: 0,
        points_collective: 0,
        points_subsidy: 0,
        run,
      })
      .execute();
}

function pick({ personal, collective, subsidy }: Ledgers): Ledgers {
  return { personal, collective, subsidy };
}
