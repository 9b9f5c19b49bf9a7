import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';

/** Runs, the ledger of accounts, assessments and payments. */
async function createLedger(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, oneOf, table } = ddl(db, engine);
  await table('runs')
    .addColumn('run', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('period', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('pack', 'text', (c) => c.notNull())
    .addColumn('rules', 'text', (c) => c.notNull())
    .addColumn('step', 'text', (c) => c.notNull())
    .addColumn('behind', 'text', (c) => c.notNull())
    .addColumn('row_count', int8, (c) => c.notNull())
    .addColumn('started_at', int8, (c) => c.notNull())
    .addColumn('committed_at', int8)
    .addPrimaryKeyConstraint('runs_key', ['county', 'run'])
    .addCheckConstraint('runs_kind', oneOf('kind', ['import', 'settlement', 'payment', 'correction']))
    .addCheckConstraint('runs_state', oneOf('state', ['open', 'committed', 'abandoned']))
    .execute();
  // One at a time: what a run has read stays true until it is committed.
  await sql`create unique index runs_one_open on runs (county) where state = 'open'`.execute(db);

  await table('postings')
    .addColumn('year', 'integer', (c) => c.notNull())
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('month', 'integer', (c) => c.notNull())
    .addColumn('valid_month', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('contribution_year', 'integer')
    .addColumn('tier', int8, (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('paid_on', 'text', (c) => c.notNull())
    .addColumn('bank_serial', 'text', (c) => c.notNull())
    .addColumn('reverses_year', 'integer')
    .addColumn('reverses_number', 'integer')
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('postings_key', ['county', 'year', 'id_number', 'number'])
    .addCheckConstraint('postings_month', sql`month between 1 and 12`)
    .addCheckConstraint(
      'postings_kind',
      oneOf('kind', [
        'current',
        'backpay',
        'gap',
        'aid',
        'transfer-in',
        'transfer-out',
        'inheritance',
        'reversal',
        'correction',
      ]),
    )
    .execute();

  await sql`create index postings_by_month on postings (county, year, month, id_number)`.execute(db);

  await table('settlements')
    .addColumn('year', 'integer', (c) => c.notNull())
    .addColumn('through', 'integer', (c) => c.notNull())
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('interest_personal', int8, (c) => c.notNull())
    .addColumn('interest_collective', int8, (c) => c.notNull())
    .addColumn('interest_subsidy', int8, (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('settlements_key', ['county', 'year', 'through', 'id_number'])
    .addCheckConstraint('settlements_through', sql`through between 0 and 12`)
    .execute();

  await table('applications')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('birth', 'text', (c) => c.notNull())
    .addColumn('first_month', 'text', (c) => c.notNull())
    .addColumn('service_years', 'integer', (c) => c.notNull())
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('applications_key', ['county', 'id_number'])
    .execute();
  await sql`create index applications_by_month on applications (county, month)`.execute(db);

  await table('assessments')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('first_month', 'text', (c) => c.notNull())
    .addColumn('birth_month', 'text', (c) => c.notNull())
    .addColumn('years_paid', 'integer', (c) => c.notNull())
    .addColumn('service_years', 'integer', (c) => c.notNull())
    .addColumn('certified_through', 'text', (c) => c.notNull())
    .addColumn('base_due', 'integer', (c) => c.notNull())
    .addColumn('bonus_percent', 'integer', (c) => c.notNull())
    .addColumn('divisor', 'integer', (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('pension', int8, (c) => c.notNull())
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('assessments_key', ['county', 'id_number', 'month'])
    .execute();

  await table('reassessments')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('years_paid', 'integer', (c) => c.notNull())
    .addColumn('base_due', 'integer', (c) => c.notNull())
    .addColumn('bonus_percent', 'integer', (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('pension', int8, (c) => c.notNull())
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('reassessments_key', ['county', 'id_number', 'month'])
    .execute();

  await table('payments')
    .addColumn('paid_in', 'text', (c) => c.notNull())
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('for_month', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('base', int8, (c) => c.notNull())
    .addColumn('pension', int8, (c) => c.notNull())
    .addColumn('addition', int8, (c) => c.notNull())
    .addColumn('service', int8, (c) => c.notNull())
    .addColumn('draw_personal', int8, (c) => c.notNull())
    .addColumn('draw_collective', int8, (c) => c.notNull())
    .addColumn('draw_subsidy', int8, (c) => c.notNull())
    .addColumn('fund', int8, (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('drawn_personal', int8, (c) => c.notNull())
    .addColumn('drawn_collective', int8, (c) => c.notNull())
    .addColumn('drawn_subsidy', int8, (c) => c.notNull())
    .addColumn('points_personal', int8, (c) => c.notNull())
    .addColumn('points_collective', int8, (c) => c.notNull())
    .addColumn('points_subsidy', int8, (c) => c.notNull())
    .addColumn('base_due', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('years_paid', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('service_years', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('birth_month', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('payments_key', ['county', 'paid_in', 'id_number', 'for_month', 'kind'])
    .addCheckConstraint(
      'payments_kind',
      oneOf('kind', ['pension', 'recovery', 'correction', 'inheritance', 'funeral']),
    )
    .execute();

  await table('exits')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('reported', 'text', (c) => c.notNull())
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('exits_key', ['county', 'id_number'])
    .addCheckConstraint('exits_kind', oneOf('kind', ['death', 'transfer', 'seal']))
    .execute();
  await sql`create index exits_by_reported on exits (county, reported)`.execute(db);

  await table('sentences')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('from_month', 'text', (c) => c.notNull())
    .addColumn('to_month', 'text', (c) => c.notNull())
    .addColumn('run', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('sentences_key', ['county', 'id_number', 'from_month'])
    .execute();

  for (const name of APPEND_ONLY) await appendOnly(db, engine, name);
}

const APPEND_ONLY = [
  'postings',
  'settlements',
  'applications',
  'assessments',
  'reassessments',
  'payments',
  'exits',
  'sentences',
] as const;

/** No row is ever changed; one may go only while its run is not committed. */
async function appendOnly(db: Kysely<unknown>, engine: Engine, name: string): Promise<void> {
  const target = sql.table(name);
  const committed = sql`exists (select 1 from runs where county = old.county and run = old.run and state = 'committed')`;
  if (engine === 'sqlite') {
    await sql`create trigger ${sql.ref(`${name}_no_update`)} before update on ${target}
      begin select raise(abort, 'the ledger is append-only'); end`.execute(db);
    await sql`create trigger ${sql.ref(`${name}_no_delete`)} before delete on ${target} when ${committed}
      begin select raise(abort, 'the ledger is append-only'); end`.execute(db);
    return;
  }
  await sql`create or replace function append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and not ${committed} then return old; end if;
      raise exception 'the ledger is append-only';
    end $$`.execute(db);
  await sql`create trigger ${sql.ref(`${name}_append_only`)} before update or delete on ${target}
    for each row execute function append_only()`.execute(db);
}

/** What a run asks of everybody, answered without a look at everybody's row, and its sums. */
async function easeRuns(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // Few among many: their month would have to be read whole.
  await sql`create index payments_corrections on payments (county, paid_in, id_number)
    where kind = 'correction'`.execute(db);
  // `sum` of bigint goes through decimals there. An overflow is an error, as in SQLite.
  if (engine === 'postgres')
    await sql`create aggregate whole_sum(bigint)
      (sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe)`.execute(db);
}

/** By the schema's version. Never edited once released. */
export const LEDGER_MIGRATIONS = { 2: createLedger, 3: easeRuns };
