import type { CreateTableBuilder, Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from '../dialect.ts';

/** County, people, terminals, certifications, audit. Never edited once released: the next change is 0002. */
export async function createCountyTables(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const int8 = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const oneOf = (column: string, values: readonly string[]) =>
    sql`${sql.ref(column)} in (${sql.join(values.map((value) => sql.lit(value)))})`;
  const flag = (column: string) => sql`${sql.ref(column)} in (0, 1)`;

  // On SQLite rows live in key order and types are enforced, as they are on PostgreSQL.
  const table = <T extends string>(name: T): CreateTableBuilder<T, 'county'> => {
    const created = db.schema.createTable(name).addColumn('county', 'text', (c) => c.notNull());
    return engine === 'sqlite' ? created.modifyEnd(sql`strict, without rowid`) : created;
  };

  await table('counties')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('policy_pack', 'text', (c) => c.notNull())
    .addColumn('counter', 'text', (c) => c.notNull())
    .addColumn('nearest', 'text', (c) => c.notNull())
    .addColumn('public_key', 'text', (c) => c.notNull())
    .addColumn('private_key', 'text', (c) => c.notNull())
    .addColumn('handle_key', 'text', (c) => c.notNull())
    .addColumn('provisional', 'integer', (c) => c.notNull())
    .addColumn('created_at', int8, (c) => c.notNull())
    .addPrimaryKeyConstraint('counties_key', ['county'])
    .addCheckConstraint('counties_provisional', flag('provisional'))
    .execute();

  await table('persons')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('handle', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('household', 'text', (c) => c.notNull())
    .addColumn('area_code', 'text', (c) => c.notNull())
    .addColumn('phone', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('special_group', 'text', (c) => c.notNull())
    .addColumn('ssc_number', 'text', (c) => c.notNull())
    .addColumn('bank_account', 'text', (c) => c.notNull())
    .addColumn('benefit_start', 'text')
    .addColumn('certified_through', 'text')
    .addPrimaryKeyConstraint('persons_key', ['county', 'id_number'])
    .addUniqueConstraint('persons_handle', ['county', 'handle'])
    .addCheckConstraint('persons_household', oneOf('household', ['rural', 'urban']))
    .addCheckConstraint(
      'persons_status',
      oneOf('status', ['contributing', 'receiving', 'suspended', 'sealed', 'deceased', 'transferred']),
    )
    .addCheckConstraint(
      'persons_special_group',
      oneOf('special_group', ['', 'severe-disability', 'dibao', 'youfu']),
    )
    .execute();

  await table('contributions')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('year', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('bank_serial', 'text', (c) => c.notNull())
    .addColumn('tier', int8, (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('paid_on', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('contributions_key', ['county', 'id_number', 'year', 'kind', 'bank_serial'])
    .addForeignKeyConstraint('contributions_person', ['county', 'id_number'], 'persons', [
      'county',
      'id_number',
    ])
    .addCheckConstraint('contributions_kind', oneOf('kind', ['current', 'backpay', 'gap']))
    .execute();

  await table('enrolment_codes')
    .addColumn('lookup', 'text', (c) => c.notNull())
    .addColumn('code_key', 'text', (c) => c.notNull())
    .addColumn('terminal_name', 'text', (c) => c.notNull())
    .addColumn('created_at', int8, (c) => c.notNull())
    .addColumn('expires_at', int8, (c) => c.notNull())
    .addColumn('used_at', int8)
    .addColumn('terminal', 'text')
    .addPrimaryKeyConstraint('enrolment_codes_key', ['county', 'lookup'])
    .execute();

  await table('terminals')
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('public_key', 'text', (c) => c.notNull())
    .addColumn('software', 'text', (c) => c.notNull())
    .addColumn('enrolled_at', int8, (c) => c.notNull())
    .addColumn('revoked_at', int8)
    .addColumn('seen_at', int8)
    .addColumn('epoch', 'text')
    .addColumn('sequence', int8)
    .addColumn('queued', int8)
    .addColumn('parked', int8)
    .addColumn('clock_ahead_ms', int8)
    .addColumn('devices', 'text')
    .addPrimaryKeyConstraint('terminals_key', ['county', 'terminal'])
    .addUniqueConstraint('terminals_number', ['county', 'number'])
    .execute();

  await table('certifications')
    .addColumn('certificate_no', 'text', (c) => c.notNull())
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('record_hash', 'text', (c) => c.notNull())
    .addColumn('signature', 'text', (c) => c.notNull())
    .addColumn('record', 'text', (c) => c.notNull())
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('method', 'text', (c) => c.notNull())
    .addColumn('demo', 'integer', (c) => c.notNull())
    .addColumn('occurred_at', int8, (c) => c.notNull())
    .addColumn('received_at', int8, (c) => c.notNull())
    .addColumn('clock_skewed', 'integer', (c) => c.notNull())
    .addColumn('counted_month', 'text', (c) => c.notNull())
    .addColumn('first_answer', 'text', (c) => c.notNull())
    .addColumn('decision', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('valid_through', 'text')
    .addColumn('resumption_proposed', 'integer', (c) => c.notNull())
    .addColumn('decided_at', int8, (c) => c.notNull())
    .addColumn('decided_by', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('certifications_key', ['county', 'certificate_no'])
    .addUniqueConstraint('certifications_record', ['county', 'terminal', 'epoch', 'sequence'])
    .addCheckConstraint(
      'certifications_method',
      oneOf('method', ['face', 'witness', 'visit', 'data', 'counter']),
    )
    .addCheckConstraint('certifications_decision', oneOf('decision', ['accepted', 'submitted', 'refused']))
    .addCheckConstraint('certifications_demo', flag('demo'))
    .addCheckConstraint('certifications_skewed', flag('clock_skewed'))
    .addCheckConstraint('certifications_resumption', flag('resumption_proposed'))
    .execute();
  await index(db, 'certifications', ['county', 'decision', 'received_at']);
  await index(db, 'certifications', ['county', 'id_number', 'occurred_at']);
  await index(db, 'certifications', ['county', 'received_at']);

  await table('decisions')
    .addColumn('certificate_no', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('decision', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('operator', 'text', (c) => c.notNull())
    .addColumn('decided_at', int8, (c) => c.notNull())
    .addColumn('valid_through', 'text')
    .addPrimaryKeyConstraint('decisions_key', ['county', 'certificate_no', 'number'])
    .execute();

  await table('conflicts')
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('record_hash', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('certificate_no', 'text', (c) => c.notNull())
    .addColumn('record', 'text', (c) => c.notNull())
    .addColumn('received_at', int8, (c) => c.notNull())
    .addPrimaryKeyConstraint('conflicts_key', ['county', 'terminal', 'epoch', 'sequence', 'record_hash'])
    .addCheckConstraint('conflicts_kind', oneOf('kind', ['key', 'certificate']))
    .execute();

  await table('audit')
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('at', int8, (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .addColumn('previous', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_key', ['county', 'sequence'])
    .execute();

  await table('audit_head')
    .addColumn('id', 'integer', (c) => c.notNull())
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_head_key', ['county', 'id'])
    .addCheckConstraint('audit_head_single', sql`id = 1`)
    .execute();
}

async function index(db: Kysely<unknown>, table: string, columns: readonly string[]): Promise<void> {
  const name = `${table}_by_${columns.slice(1).join('_')}`;
  await db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
