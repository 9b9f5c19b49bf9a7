import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from '../../../../app/county/store/dialect.ts';

/** All that a database knows of its schema, a line for each thing, in order of names. */
export async function schemaText(db: Kysely<unknown>, engine: Engine): Promise<string> {
  const { rows } =
    engine === 'sqlite'
      ? await sql<{ line: string }>`
          select type || ' ' || name || ': ' || sql as line from sqlite_master where sql is not null`.execute(
          db,
        )
      : await sql<{ line: string }>`
          select 'column ' || table_name || '.' || column_name || ': ' || data_type || ' ' || is_nullable
            || coalesce(' ' || column_default, '') as line
          from information_schema.columns where table_schema = 'public'
          union all
          select 'constraint ' || conrelid::regclass || '.' || conname || ': ' || pg_get_constraintdef(oid)
          from pg_constraint where connamespace = 'public'::regnamespace
          union all
          select 'index ' || indexname || ': ' || indexdef from pg_indexes where schemaname = 'public'
          union all
          select 'trigger ' || tgname || ': ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
          union all
          select 'routine ' || p.proname || ': ' || p.prokind::text || ' ' || p.prosrc
            || coalesce(' ' || a.aggtransfn || ' ' || a.agginitval, '')
          from pg_proc p left join pg_aggregate a on a.aggfnoid = p.oid
          where pronamespace = 'public'::regnamespace`.execute(db);
  const lines = rows.map(({ line }) => line.replaceAll(/\s+/g, ' '));
  return `${lines.sort().join('\n')}\n`;
}
