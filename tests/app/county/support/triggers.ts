import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from '../../../../app/county/store/schema.ts';

/** As somebody who owns the file would: triggers away, the edit, triggers back as they were. */
export async function pastTriggers(db: Kysely<Schema>, edit: () => Promise<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string; text: string; table: string }>`
    select name, sql as text, tbl_name as "table" from sqlite_master where type = 'trigger'`.execute(db);
  for (const { name } of rows) await sql`drop trigger ${sql.ref(name)}`.execute(db);
  await edit();
  for (const { text, table } of rows) if (await isThere(db, table)) await sql.raw(text).execute(db);
}

async function isThere(db: Kysely<Schema>, table: string): Promise<boolean> {
  const { rows } = await sql`select 1 from sqlite_master where type = 'table' and name = ${table}`.execute(
    db,
  );
  return rows.length > 0;
}
