import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { ruleValues } from '../../../../app/county/runs/rule-values.ts';
import { runMonth } from '../../../../app/county/second-engine/month.ts';
import type { Month } from '../../../../shared/dates/month.ts';
import { addMonths } from '../../../../shared/dates/month.ts';
import { book } from '../support/county.ts';
import type { SetClock } from '../support/clock.ts';
import { clockAt } from '../support/clock.ts';

/** A county whose books go back to 2011, for corrections to find something in them. */
export interface Books {
  readonly store: CountyStore;
  readonly clock: SetClock;
  person(idNumber: string, more?: { readonly certifiedThrough?: string }): Promise<void>;
  /** One year paid: tier and subsidy in yuan, posted on `paidOn`. */
  paid(idNumber: string, year: number, tier: number, subsidy: number, paidOn?: string): Promise<void>;
  applied(idNumber: string, month: Month, firstMonth: Month, birth: string): Promise<void>;
  /** Works out every month from the last one on. */
  through(month: Month): Promise<void>;
}

const PACK = 'changchun-2011';
const FIRST: Month = '2011-07';

/** `now`: the county's clock, an ISO instant. */
export async function openBooks(now: string, db = 'sqlite::memory:'): Promise<Books> {
  const clock = clockAt(now);
  const store = await openCountyStore(db, {
    clock,
    init: { code: '990101', name: '柏坪县', policyPack: PACK },
  });
  const county = store.county.code;
  let next: Month = FIRST;
  /** A run of its own, known from the moment that the clock shows. */
  const beginRun = async (): Promise<number> => {
    const last = await store.db.selectFrom('runs').select('run').orderBy('run', 'desc').executeTakeFirst();
    const number = (last?.run ?? 0) + 1;
    await store.db
      .insertInto('runs')
      .values({
        county,
        run: number,
        kind: 'settlement',
        period: '',
        state: 'committed',
        pack: PACK,
        rules: '{}',
        step: '',
        behind: '',
        row_count: 0,
        started_at: store.clock.now(),
        committed_at: store.clock.now(),
      })
      .execute();
    return number;
  };
  let run = await beginRun();
  return {
    store,
    clock,
    async person(idNumber, { certifiedThrough = '2099-12' } = {}) {
      await store.db
        .insertInto('persons')
        .values({
          county,
          id_number: idNumber,
          handle: idNumber,
          name: '柏一',
          household: 'rural',
          area_code: '990101100201',
          phone: '',
          status: 'receiving',
          special_group: '',
          ssc_number: '',
          bank_account: '',
          benefit_start: null,
          certified_through: certifiedThrough,
        })
        .execute();
    },
    async paid(idNumber, year, tier, subsidy, paidOn = `${year}-10-15`) {
      const posted = { year: Number(paidOn.slice(0, 4)), month: Number(paidOn.slice(5, 7)) };
      const before = await store.db
        .selectFrom('postings')
        .select((eb) => eb.fn.max('number').as('number'))
        .where('id_number', '=', idNumber)
        .where('year', '=', posted.year)
        .executeTakeFirst();
      await store.db
        .insertInto('postings')
        .values({
          county,
          ...posted,
          id_number: idNumber,
          number: (before?.number ?? 0) + 1,
          valid_month: paidOn.slice(0, 7),
          kind: 'current',
          contribution_year: year,
          tier: tier * 100,
          personal: tier * 100,
          collective: 0,
          subsidy: subsidy * 100,
          paid_on: paidOn,
          bank_serial: `S${year}`,
          reverses_year: null,
          reverses_number: null,
          run,
        })
        .execute();
    },
    async applied(idNumber, month, firstMonth, birth) {
      await store.db
        .insertInto('applications')
        .values({
          county,
          id_number: idNumber,
          month,
          birth,
          first_month: firstMonth,
          service_years: 0,
          run,
        })
        .execute();
    },
    async through(month) {
      run = await beginRun();
      for (; next <= month; next = addMonths(next, 1)) {
        const rules = ruleValues(book(), PACK, next, FIRST);
        if (!rules.ok) throw new Error(rules.error.kind);
        const done = await runMonth(store.db, { county, run, month: next, rules: rules.value });
        if (!done.ok) throw new Error(JSON.stringify(done.error));
      }
    },
  };
}
