import { verifyLedger } from './verify-ledger.ts';
import type { Row } from '../audit/seal/columns.ts';
import { keyColumns, rowDigests } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import type { Replay, ReplaySite, Report, Told } from '../audit/replay/replay.ts';
import { ROW_NAMES } from './row-names.ts';
import type { LedgerTable } from './sealed.ts';
import { LEDGER_TABLES, RUNS } from './sealed.ts';
import type { SealedRows } from '../audit/replay/sealed-rows.ts';
import { sealedRows, takeSeal } from '../audit/replay/sealed-rows.ts';

/** A run as the chain tells of it. */
interface KnownRun {
  /** Digest of its row; undefined where an earlier release told only the number. */
  readonly digest: string | undefined;
  readonly rows: unknown;
  /** Whose seal its rows are in; undefined: in none, it was committed by an earlier release. */
  readonly seal: 'run' | 'found' | undefined;
  readonly sealed: unknown;
}

/** 批次 and everything posted in them. */
export function replayLedger(site: ReplaySite): Replay {
  const runs = new Map<number, KnownRun>();
  const imports: Told['details'][] = [];
  const broken: string[] = [];
  let found: { readonly sequence: number; readonly sealed: unknown } | undefined;
  let accounts = 0;
  return {
    counted: () => ({ accounts }),
    async take(told) {
      const { run, row, rows, sealed } = told.details;
      if (told.event === 'state-sealed') {
        found = { sequence: told.sequence, sealed };
        const wrong = await takeSeal(site, told, RUNS, ({ key, digest }) => {
          const known = runs.get(Number(key[0]));
          runs.set(Number(key[0]), { digest, rows: known?.rows, seal: 'found', sealed: undefined });
        });
        if (wrong !== undefined) broken.push(wrong);
        return;
      }
      const digest = typeof row === 'string' ? row : undefined;
      runs.set(Number(run), { digest, rows, seal: digest === undefined ? undefined : 'run', sealed });
      // An earlier release sealed imports alone, by year.
      if (typeof told.details['digests'] === 'string') imports.push(told.details);
    },
    needs: ['runs'],
    async compare(report) {
      for (const line of broken) report(line);
      const tables = LEDGER_TABLES.filter(({ name }) => site.tables.has(name));
      const open = await compareRuns(site, runs, report);
      if (site.sealing)
        for (const table of tables) await compareTable(site, table, runs, found, open, report);
      if (tables.length < LEDGER_TABLES.length || !site.tables.has('persons')) return;
      const added = await verifyLedger(site.db, site.crypto, site.county, imports);
      accounts = added.accounts;
      for (const finding of added.findings) report(finding);
    },
  };
}

/** Gives the numbers of the runs that are open. */
async function compareRuns(
  { db, crypto, county, sealing }: ReplaySite,
  known: ReadonlyMap<number, KnownRun>,
  report: Report,
): Promise<ReadonlySet<number>> {
  const digest = rowDigests(crypto, RUNS);
  const open = new Set<number>();
  const missing = new Set(known.keys());
  for await (const rows of rowPages(db, county, RUNS))
    for (const row of rows) {
      const run = Number(row['run']);
      const told = known.get(run);
      missing.delete(run);
      if (told === undefined) {
        if (row['state'] === 'open') open.add(run);
        // Earlier releases told of imports only.
        if (row['state'] === 'committed' && (sealing || row['kind'] === 'import'))
          report(`run ${run}: not in the audit log`);
      } else compareRun(run, row, told, digest(row), report);
    }
  for (const run of missing) report(`run ${run}: missing`);
  return open;
}

function compareRun(run: number, row: Row, told: KnownRun, digest: string, report: Report): void {
  if (row['state'] !== 'committed') report(`run ${run}: altered (was committed)`);
  else if (typeof told.rows === 'number' && row['row_count'] !== told.rows)
    report(`run ${run}: altered (row count)`);
  else if (told.digest !== undefined && told.digest !== digest) report(`run ${run}: altered`);
}

/** Each row is in the seal of its run, and each row of a seal is there. One pass over the table. */
async function compareTable(
  site: ReplaySite,
  table: LedgerTable,
  runs: ReadonlyMap<number, KnownRun>,
  found: { readonly sequence: number; readonly sealed: unknown } | undefined,
  open: ReadonlySet<number>,
  report: Report,
): Promise<void> {
  const say = { report, nameOf: ROW_NAMES[table.name] };
  const seals = new Map<number | 'found', SealedRows>();
  for (const [run, { seal, sealed }] of runs)
    if (seal === 'run') seals.set(run, sealedRows(site, { kind: 'run', number: run }, table, sealed, say));
  if (found !== undefined)
    seals.set('found', sealedRows(site, { kind: 'event', number: found.sequence }, table, found.sealed, say));
  const digest = rowDigests(site.crypto, table);
  const keys = keyColumns(table);
  for await (const rows of rowPages(site.db, site.county, table))
    for (const row of rows) {
      const run = Number(row['run']);
      if (open.has(run)) continue;
      const key = keys.map((column) => row[column] ?? null);
      const seal = seals.get(runs.get(run)?.seal === 'found' ? 'found' : run);
      if (seal === undefined) report(`${say.nameOf(key)}: not in the audit log (run ${run})`);
      else {
        const more = seal.take(key, digest(row));
        if (more !== undefined) await more;
      }
    }
  for (const seal of seals.values()) await seal.finish();
}
