import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import type { CountyStore } from '../store/county-store.ts';
import { formatRows } from '../csv/csv.ts';
import { instant, startOf } from '../csv/pieces.ts';

const COLUMNS = [
  'certificate_no',
  'id_number',
  'name',
  'method',
  'decision',
  'demo',
  'terminal',
  'occurred_at',
  'received_at',
  'valid_through',
] as const;

const ROWS_PER_PAGE = 1000;

export interface ExportOptions {
  /** First CST day of receipt, `YYYY-MM-DD`. */
  readonly since?: string;
}

/**
 * Every certification that the county received (since a day), as CSV text in pieces: header first, in
 * order of receipt, then of certificate number; full values, `terminal` by name, `demo` as `true|false`,
 * instants in China Standard Time as `2026-11-23T16:05:06.000+08:00`. A typed number has no name on its
 * record; the roster's stands in. The error is one line.
 */
export function exportCertifications(
  store: Pick<CountyStore, 'db' | 'county'>,
  options: ExportOptions = {},
): Result<AsyncIterable<string>, string> {
  const from = startOf('--since', options.since);
  return from.ok ? ok(pages(store, from.value)) : from;
}

async function* pages(
  { db, county }: Pick<CountyStore, 'db' | 'county'>,
  from: number,
): AsyncGenerator<string, void> {
  yield formatRows([COLUMNS]);
  let after: { readonly at: number; readonly no: string } | undefined;
  for (;;) {
    // Page by key, not by offset: rows that arrive meanwhile sort behind or are left for the next export.
    let query = db
      .selectFrom('certifications as c')
      .leftJoin('terminals as t', (join) =>
        join.onRef('t.county', '=', 'c.county').onRef('t.terminal', '=', 'c.terminal'),
      )
      .leftJoin('persons as p', (join) =>
        join.onRef('p.county', '=', 'c.county').onRef('p.id_number', '=', 'c.id_number'),
      )
      .select([
        'c.certificate_no',
        'c.id_number',
        sql<string>`case when c.name = '' then coalesce(p.name, '') else c.name end`.as('name'),
        'c.method',
        'c.decision',
        'c.demo',
        sql<string>`coalesce(t.name, c.terminal)`.as('terminal'),
        'c.occurred_at',
        'c.received_at',
        'c.valid_through',
      ])
      .where('c.county', '=', county.code)
      .where('c.received_at', '>=', after?.at ?? from)
      .orderBy('c.received_at')
      .orderBy('c.certificate_no')
      .limit(ROWS_PER_PAGE);
    if (after !== undefined) {
      const { at, no } = after;
      query = query.where((eb) => eb.or([eb('c.received_at', '>', at), eb('c.certificate_no', '>', no)]));
    }
    const rows = await query.execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = { at: last.received_at, no: last.certificate_no };
    yield formatRows(
      rows.map((row) => [
        row.certificate_no,
        row.id_number,
        row.name,
        row.method,
        row.decision,
        row.demo === 1 ? 'true' : 'false',
        row.terminal,
        instant(row.occurred_at),
        instant(row.received_at),
        row.valid_through ?? '',
      ]),
    );
    if (rows.length < ROWS_PER_PAGE) return;
  }
}
