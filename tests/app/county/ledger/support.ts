import type { Insertable, Selectable } from 'kysely';
import { beginImport, commitImport } from '../../../../app/county/ledger/import-run.ts';
import { ASSESSMENTS, PAYMENTS, SETTLEMENTS } from '../../../../app/county/ledger/sealed.ts';
import { commitSealed, sealRun, yearsPosted } from '../../../../app/county/ledger/seal-run.ts';
import { lockChain } from '../../../../app/county/audit/chain/append.ts';
import type { PaymentTable, PostingTable, RunTable } from '../../../../app/county/ledger/tables.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import type { Ledgers } from '../../../../shared/pension/ledgers.ts';
import { addRun } from '../contributions/support.ts';
import type { SetClock } from '../support/clock.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const ledgers = (personal = 0, collective = 0, subsidy = 0): Ledgers => ({ personal, collective, subsidy });

const EVENTS = {
  settlement: 'settlement-committed',
  payment: 'payments-committed',
  correction: 'accounts-corrected',
} as const;

interface Money {
  readonly month: string;
  readonly change: Ledgers;
}

/**
 * Writes a ledger as the county's runs would, and keeps its own account of it: only sums of what was
 * written, no reading back. Each run is committed a day after the one before.
 */
export class LedgerModel {
  readonly store: CountyStore;
  readonly #clock: SetClock;
  readonly #moneyOf = new Map<string, Money[]>();
  readonly #numbers = new Map<string, number>();
  readonly #settled = new Map<string, string>();
  readonly #years = new Map<string, number>();
  readonly #postedIn = new Set<number>();
  #run = 0;

  constructor(store: CountyStore, clock: SetClock) {
    this.store = store;
    this.#clock = clock;
  }

  get accounts(): readonly string[] {
    return [...this.#moneyOf.keys()].sort();
  }

  /** Sum of everything in the account, or of what was posted up to `month`. */
  balance(id: string, month = '9999-12'): Ledgers {
    const sum = { personal: 0, collective: 0, subsidy: 0 };
    for (const money of this.#moneyOf.get(id) ?? []) {
      if (money.month > month) continue;
      sum.personal += money.change.personal;
      sum.collective += money.change.collective;
      sum.subsidy += money.change.subsidy;
    }
    return sum;
  }

  settledThrough(id: string): string {
    return this.#settled.get(id) ?? '';
  }

  yearsPaid(id: string): number {
    return this.#years.get(id) ?? 0;
  }

  /** A run with everything that `work` does in it. */
  async run(
    kind: Selectable<RunTable>['kind'],
    period: string,
    work: (run: number) => Promise<void>,
  ): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    const { db, county } = this.store;
    if (kind !== 'import') {
      await addRun(this.store, { run, kind, period, state: 'open', committed_at: null });
      await work(run);
      this.#clock.advance(DAY_MS);
      const seal = await sealRun(db, this.store, run, [
        ...yearsPosted(this.#postedIn),
        [SETTLEMENTS, {}],
        [PAYMENTS, {}],
        [ASSESSMENTS, {}],
      ]);
      await db.transaction().execute(async (tx) => {
        const head = await lockChain(tx, this.store);
        await commitSealed(tx, this.store, head, { run, rows: 1, seal }, { event: EVENTS[kind] });
      });
      return;
    }
    await db.transaction().execute(async (tx) => {
      await lockChain(tx, this.store);
      const begun = await beginImport(tx, this.store, county.policyPack);
      if (!begun.ok || begun.value !== run) throw new Error('a run more than the model knows');
    });
    await work(run);
    this.#clock.advance(DAY_MS);
    const seal = await sealRun(db, this.store, run, yearsPosted(this.#postedIn));
    await db
      .transaction()
      .execute(async (tx) => await commitImport(tx, this.store, await lockChain(tx, this.store), run, seal));
  }

  async post(
    run: number,
    id: string,
    month: string,
    change: Ledgers,
    more: Partial<Insertable<PostingTable>> = {},
  ): Promise<number> {
    const year = Number(month.slice(0, 4));
    this.#postedIn.add(year);
    const number = (this.#numbers.get(`${id} ${year}`) ?? 0) + 1;
    this.#numbers.set(`${id} ${year}`, number);
    await this.store.db
      .insertInto('postings')
      .values({
        county: this.store.county.code,
        year,
        id_number: id,
        number,
        month: Number(month.slice(5)),
        valid_month: month,
        kind: 'current',
        contribution_year: year,
        tier: change.personal,
        ...change,
        paid_on: `${month}-15`,
        bank_serial: `S${run}-${number}`,
        reverses_year: null,
        reverses_number: null,
        run,
        ...more,
      })
      .execute();
    this.#take(id, month, change);
    if (more.kind === undefined) this.#years.set(id, this.yearsPaid(id) + 1);
    if (more.kind === 'reversal') this.#years.set(id, this.yearsPaid(id) - 1);
    return number;
  }

  async settle(run: number, id: string, month: string, interest: Ledgers): Promise<void> {
    this.#take(id, month, interest);
    this.#settled.set(id, month);
    await this.store.db
      .insertInto('settlements')
      .values({
        county: this.store.county.code,
        year: Number(month.slice(0, 4)),
        through: Number(month.slice(5)),
        id_number: id,
        interest_personal: interest.personal,
        interest_collective: interest.collective,
        interest_subsidy: interest.subsidy,
        ...this.balance(id, month),
        run,
      })
      .execute();
  }

  /** A pension that takes up to `pension` fen, personal ledger first. */
  async pay(
    run: number,
    id: string,
    month: string,
    pension: number,
    more: Partial<Insertable<PaymentTable>> = {},
  ): Promise<void> {
    const before = this.balance(id, month);
    const personal = Math.min(pension, Math.max(0, before.personal));
    const subsidy = Math.min(pension - personal, Math.max(0, before.subsidy));
    this.#take(id, month, ledgers(-personal, 0, -subsidy));
    await this.store.db
      .insertInto('payments')
      .values({
        county: this.store.county.code,
        paid_in: month,
        id_number: id,
        for_month: month,
        kind: 'pension',
        base: 12_300,
        pension,
        addition: 0,
        service: 0,
        draw_personal: personal,
        draw_collective: 0,
        draw_subsidy: subsidy,
        fund: pension - personal - subsidy,
        drawn_personal: personal,
        drawn_collective: 0,
        drawn_subsidy: subsidy,
        points_personal: 0,
        points_collective: 0,
        points_subsidy: 0,
        ...this.balance(id, month),
        run,
        ...more,
      })
      .execute();
  }

  #take(id: string, month: string, change: Ledgers): void {
    this.#moneyOf.set(id, [...(this.#moneyOf.get(id) ?? []), { month, change }]);
  }
}

/** The whole text of an export. */
export async function textOf(
  pieces:
    | { readonly ok: true; readonly value: AsyncIterable<string> }
    | { readonly ok: false; readonly error: string },
): Promise<string> {
  if (!pieces.ok) throw new Error(pieces.error);
  let text = '';
  for await (const piece of pieces.value) text += piece;
  return text;
}
