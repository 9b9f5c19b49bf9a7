import type { Kysely } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';

async function createCertifications(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, oneOf, flag, table, index } = ddl(db, engine);
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
  await index('certifications', ['county', 'decision', 'received_at']);
  await index('certifications', ['county', 'id_number', 'occurred_at']);
  await index('certifications', ['county', 'received_at']);

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
}

/** By the schema's version. Never edited once released. */
export const CERTIFICATION_MIGRATIONS = { 1: createCertifications };
