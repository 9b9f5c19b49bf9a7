import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from '../../store/dialect.ts';
import type { Schema } from '../../store/schema.ts';
import type { Guard, Table } from '../../store/table.ts';

export interface SchemaState {
  readonly version: number;
  readonly tables: ReadonlySet<string>;
  /** Tables and triggers that this version has and the database lacks, or the other way round, one line each. */
  readonly findings: readonly string[];
}

/**
 * What is there of tables and of the triggers that keep rows as they are. A table that somebody removed is
 * named, and the rest is verified all the same.
 */
export async function schemaState(
  db: Kysely<Schema>,
  engine: Engine,
  every: readonly Table[],
): Promise<SchemaState> {
  const tables = await tableNames(db, engine);
  const versions = tables.has('schema_version') ? await versionsOf(db) : [];
  const version = versions.at(-1) ?? 0;
  const findings: string[] = [];
  if (version === 0) findings.push('table schema_version: missing');
  // Each release that took the schema further left its number.
  else if (versions.some((one, index) => one !== index + 1))
    findings.push(`table schema_version: altered (it holds ${versions.join(', ')})`);
  // A database without a version has at least what the first one brought.
  const expected = every
    .filter(({ since }) => since <= Math.max(1, version))
    .sort((one, other) => one.since - other.since);
  for (const { name } of expected) if (!tables.has(name)) findings.push(`table ${name}: missing`);
  const known = await triggers(db, engine);
  for (const { name, guard } of expected)
    for (const trigger of guard === undefined || !tables.has(name)
      ? []
      : expectedTriggers(engine, name, guard)) {
      if (known.get(trigger.name) !== trigger.text)
        findings.push(`trigger ${trigger.name}: ${known.has(trigger.name) ? 'altered' : 'missing'}`);
      known.delete(trigger.name);
    }
  // What acts at each writing, or hides rows, and was made by nobody here: it may change what is written next.
  for (const name of known.keys()) findings.push(`trigger ${name}: added`);
  for (const { kind, name } of await rulesOf(db, engine)) findings.push(`${kind} ${name}: added`);
  return { version, tables, findings };
}

async function tableNames(db: Kysely<Schema>, engine: Engine): Promise<ReadonlySet<string>> {
  const { rows } =
    engine === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db)
      : await sql<{ name: string }>`
          select tablename as name from pg_tables where schemaname = any (current_schemas(false))`.execute(
          db,
        );
  return new Set(rows.map(({ name }) => name));
}

async function versionsOf(db: Kysely<Schema>): Promise<readonly number[]> {
  const { rows } = await sql<{ version: number }>`
    select version from schema_version order by version`.execute(db);
  return rows.map(({ version }) => version);
}

/** PostgreSQL's other ways to do something else than a statement says: rules, and policies on rows. */
async function rulesOf(
  db: Kysely<Schema>,
  engine: Engine,
): Promise<readonly { readonly kind: string; readonly name: string }[]> {
  if (engine === 'sqlite') return [];
  const { rows } = await sql<{ kind: string; name: string }>`
    select 'rule' as kind, tablename || '.' || rulename as name from pg_rules
    where schemaname = any (current_schemas(false))
    union all
    select 'policy' as kind, tablename || '.' || policyname as name from pg_policies
    where schemaname = any (current_schemas(false))
    order by name`.execute(db);
  return rows;
}

/** By name: what the trigger does, without white space. Disabled ones do not count. */
async function triggers(db: Kysely<Schema>, engine: Engine): Promise<Map<string, string>> {
  const { rows } =
    engine === 'sqlite'
      ? await sql<{ name: string; body: string }>`
          select name, sql as body from sqlite_master where type = 'trigger'`.execute(db)
      : await sql<{ name: string; body: string }>`
          select t.tgname as name, pg_get_triggerdef(t.oid) || ' ' || p.prosrc as body
          from pg_trigger t join pg_proc p on p.oid = t.tgfoid
            join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
          where not t.tgisinternal and t.tgenabled in ('O', 'A') and n.nspname = any (current_schemas(false))
          order by t.tgname`.execute(db);
  return new Map(rows.map(({ name, body }) => [name, squeeze(body)]));
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/["\s]|public\./g, '');
}

/** As the migrations make them, which are never edited. */
function expectedTriggers(
  engine: Engine,
  table: string,
  { why, stay, routine }: Guard,
): readonly { readonly name: string; readonly text: string }[] {
  if (engine === 'sqlite')
    return [
      {
        name: `${table}_no_update`,
        text: `create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${why}'); end`,
      },
      {
        name: `${table}_no_delete`,
        text: `create trigger ${table}_no_delete before delete on ${table} ${stay === undefined ? '' : `when ${stay}`} begin select raise(abort, '${why}'); end`,
      },
    ].map(({ name, text }) => ({ name, text: squeeze(text) }));
  const goes = stay?.startsWith('not (') === true ? stay.slice('not ('.length, -1) : `not ${stay}`;
  const unless = stay === undefined ? '' : `if tg_op = 'DELETE' and ${goes} then return old; end if;`;
  const name = `${table}_append_only`;
  return [
    {
      name,
      text: squeeze(`create trigger ${name} before delete or update on ${table} for each row execute function ${routine}()
        begin ${unless} raise exception '${why}'; end`),
    },
  ];
}
