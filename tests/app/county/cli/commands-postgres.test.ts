import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockChain } from '../../../../app/county/audit/chain/append.ts';
import { failure } from '../../../../app/county/cli/command.ts';
import { beginRun } from '../../../../app/county/ledger/run-row.ts';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { seed } from '../../../../app/county/seed/seed.ts';
import { postgresDialect } from '../../../../app/county/store/dialect.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { WORKING } from '../../../../app/county/store/postgres/limits.ts';
import { CountyPool } from '../../../../app/county/store/postgres/pool.ts';
import type { Schema } from '../../../../app/county/store/schema.ts';
import { systemClock } from '../../../../shared/clock/system.ts';
import { monthOf } from '../../../../shared/dates/month.ts';
import { fillCounty, idOf, ledgerOf } from '../runs/county-of-accounts.ts';
import { begun, county, program } from '../support/command.ts';
import { book, personRow, syntheticId } from '../support/county.ts';
import type { Cluster } from '../support/postgres.ts';
import { POSTGRES_MISSING, postgresBinaries, startCluster } from '../support/postgres.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);
const MONTH = monthOf(systemClock.now());
const PEOPLE = 15;

let cluster: Cluster;
let count = 0;
beforeAll(async () => {
  if (bin !== undefined) cluster = await startCluster(bin);
});
afterAll(() => cluster?.stop());

function empty(): string {
  count += 1;
  return cluster.database(`commands${count}`);
}

describe.skipIf(bin === undefined)('pay, while its PostgreSQL is not well', () => {
  let db: string;
  let store: CountyStore;
  beforeEach(async () => {
    db = empty();
    store = await openCountyStore(db);
    await fillCounty(store, PEOPLE);
    await store.db
      .updateTable('persons')
      .set({ certified_through: '2099-12' })
      .where('status', '=', 'receiving')
      .execute();
    await settleThrough(store, book(), Number(MONTH.slice(0, 4)) - 1);
    return async () => await store.close();
  });

  /** Holds what a payment needs while `work` goes on; tells the server process that holds it. */
  async function holding(work: (pid: number) => Promise<void>): Promise<void> {
    await store.db.transaction().execute(async (tx) => {
      await sql`lock table payments in exclusive mode`.execute(tx);
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await work(rows[0]?.pid ?? 0);
    });
  }

  const pay = ['pay', '--month', MONTH, '--db'] as const;

  it('says whom it waits for, and goes on', async () => {
    let command: ReturnType<typeof begun> | undefined;
    await holding(async (pid) => {
      command = begun(...pay, db);
      const said = await command.says(/^county: waiting for (.*)\n/);
      expect(said[1]).toMatch(
        new RegExp(`^songbai \\(process ${pid} of the database, at it since \\d\\d:\\d\\d:\\d\\d\\)$`),
      );
      const { rows } =
        await sql`select 1 from pg_stat_activity where application_name = 'songbai pay'`.execute(store.db);
      expect(rows.length).toBeGreaterThan(0);
    });
    expect(await command?.ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^paid /) as string,
    });
  });

  it('ends in one line when its connections are terminated, and goes on at the next call', async () => {
    let command: ReturnType<typeof begun> | undefined;
    await holding(async () => {
      command = begun(...pay, db);
      await command.says(/waiting for/);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'songbai pay'`.execute(
        store.db,
      );
      await command.ended;
    });
    const ended = await command?.ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended?.stderr.replaceAll(/^county: waiting for .*\n/gm, '')).toMatch(
      /^county pay: terminating connection due to administrator command; once the database answers, give the command again: what was committed stays\n$/,
    );
    expect(await county(...pay, db)).toMatchObject({ code: 0, stderr: '' });
    expect((await county(...pay, db)).stdout).toBe(`nothing to do: ${MONTH} is paid\n`);
  });

  it('gives up waiting with the name of who holds it', async () => {
    const lines: string[] = [];
    const dialect = postgresDialect(db, {
      limits: { ...WORKING, lock: 5000 },
      notice: (line) => lines.push(line),
    });
    const other = new Kysely<Schema>({ dialect });
    await holding(async (pid) => {
      const blocked = other.transaction().execute((tx) => sql`lock table payments`.execute(tx));
      const error: unknown = await blocked.catch((error: unknown) => error);
      expect(failure(error).line).toMatch(
        new RegExp(
          `^waited 5 s in vain for songbai \\(process ${pid} of .*\\); let the other finish, or end it, then`,
        ),
      );
    });
    expect(lines.length).toBeGreaterThan(0);
    await other.destroy();
  });

  it('leaves nobody at work on the server when it is killed', async () => {
    const pool = new CountyPool(db, { limits: WORKING });
    const client = await pool.connect();
    const orphan = client.query('select pg_sleep(86400)', []).catch((error: unknown) => error);
    const working = async (): Promise<number> => {
      const { rows } =
        await sql`select 1 from pg_stat_activity where query = 'select pg_sleep(86400)'`.execute(store.db);
      return rows.length;
    };
    while ((await working()) === 0);
    // Cuts the line, as the end of the process would.
    await pool.end();
    expect(await orphan).toBeInstanceOf(Error);
    while ((await working()) > 0);
  });

  it('says so when another process has brought the run to its end meanwhile', async () => {
    const other = await openCountyStore(db);
    let done: unknown;
    const late = payMonth(store, book(), MONTH, {
      progress: async () => {
        done = await payMonth(other, book(), MONTH);
      },
    });
    expect(await late).toEqual({
      ok: false,
      error: `another process carries out payment ${MONTH}; let it finish`,
    });
    expect(done).toMatchObject({ ok: true, value: { people: PEOPLE / 3 } });
    expect(await payMonth(store, book(), MONTH)).toEqual({ ok: true, value: undefined });
    await other.close();
  });

  it('says so when another process begins the same run at the same moment', async () => {
    const other = await openCountyStore(db);
    let late: Promise<unknown> = Promise.resolve();
    await other.db.transaction().execute(async (tx) => {
      const values = {
        kind: 'payment',
        period: MONTH,
        pack: 'national-2014',
        rules: '{}',
        step: 'people',
      } as const;
      expect(await beginRun(tx, other, values)).toMatchObject({ ok: true });
      late = payMonth(store, book(), MONTH);
      await waitingForUs(other);
    });
    expect(await late).toEqual({
      ok: false,
      error: expect.stringMatching(
        new RegExp(`^another process has just begun the payment run \\d+ for ${MONTH}; let it finish$`),
      ) as string,
    });
    await other.close();
  });

  it('takes nothing back from a run that another process has committed meanwhile', async () => {
    const other = await openCountyStore(db);
    let whole: readonly string[] = [];
    const late = payMonth(store, book(), MONTH, {
      progress: async () => {
        await payMonth(other, book(), MONTH);
        whole = await ledgerOf(other);
        // From here on what is worked out again differs.
        await other.db.updateTable('persons').set({ household: 'urban', status: 'suspended' }).execute();
        await sql`alter table assessments disable trigger all`.execute(other.db);
        await sql`update assessments set pension = pension + 1 where id_number = ${idOf(0)}`.execute(
          other.db,
        );
        whole = await ledgerOf(other);
      },
    });
    expect(await late).toEqual({
      ok: false,
      error: `another process carries out payment ${MONTH}; let it finish`,
    });
    expect(await ledgerOf(store)).toEqual(whole);
    expect(whole.some((row) => row.startsWith('payments'))).toBe(true);
    await other.close();
  });
});

describe.skipIf(bin === undefined)('a standby', () => {
  it('is read and verified, and written to by nobody', async () => {
    const db = empty();
    const store = await openCountyStore(db);
    await seed(store, { people: 20, seed: 1 });
    await settleThrough(store, book(), Number(MONTH.slice(0, 4)) - 1);
    const { id_number: someone } = await store.db
      .selectFrom('persons')
      .select('id_number')
      .orderBy('id_number')
      .executeTakeFirstOrThrow();
    const standby = await cluster.standby(db);
    const { rows } = await sql<{ at: string }>`select pg_current_wal_lsn()::text as at`.execute(store.db);
    const there = new Kysely<Schema>({ dialect: postgresDialect(standby) });
    const behind = async (): Promise<boolean> => {
      const seen = await sql<{
        behind: boolean;
      }>`select pg_last_wal_replay_lsn() < ${rows[0]?.at}::pg_lsn as behind`.execute(there);
      return seen.rows[0]?.behind !== false;
    };
    while (await behind());
    await there.destroy();
    const open = await openCountyStore(standby);
    expect(open.county.code).toBe(store.county.code);
    await open.close();
    const verified = await program('app/audit/audit.ts', 'verify', '--db', standby);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^audit ok: /) as string });
    const explained = await program(
      'app/lab/policy/main.ts',
      'explain',
      '--person',
      someone,
      '--db',
      standby,
    );
    // A look at a person's account leaves its trace, which a standby cannot take.
    expect(explained).toMatchObject({ code: 1, stdout: '' });
    expect(explained.stderr).toMatch(/^policy explain: .*name the primary in --db\n$/);
    const refused = await county('pay', '--month', MONTH, '--db', standby);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^county pay: cannot execute [A-Z ]+ in a read-only transaction; this is a standby, or was the primary before a failover; name the primary in --db\n$/,
    );
    await store.close();
  });
});

describe.each(['SQLite', 'PostgreSQL'])('two who set up one database on %s', (engine) => {
  if (engine === 'PostgreSQL' && bin === undefined) return;
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'songbai-setup-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const address = (): string => {
    count += 1;
    return engine === 'SQLite'
      ? `sqlite:${join(directory, `county${count}.db`)}`
      : cluster.database(`setup${count}`);
  };
  const init = (code: string) => ({ code, name: `${code}县`, policyPack: 'national-2014' });
  const counties = async ({ db }: CountyStore): Promise<readonly string[]> =>
    (await db.selectFrom('counties').select('county').execute()).map((row) => row.county);

  it.each(Array.from({ length: 4 }, (_, round) => round))('make one county, round %i', async () => {
    const db = address();
    const codes = ['990202', '990303', '990404'];
    const opened = await Promise.allSettled(codes.map((code) => openCountyStore(db, { init: init(code) })));
    const stores = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refusals = opened.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    const [winner] = stores;
    expect(stores).toHaveLength(1);
    expect(winner && (await counties(winner))).toEqual([winner?.county.code]);
    for (const refusal of refusals)
      expect(refusal).toContain(`belongs to county ${winner?.county.code} ${winner?.county.code}县 already`);
    for (const store of stores) await store.close();
  });

  it('serve the same county when neither names one, however many begin', async () => {
    const db = address();
    const stores = await Promise.all([1, 2, 3, 4].map(() => openCountyStore(db, { serving: true })));
    for (const store of stores) expect(await counties(store)).toEqual(['990101']);
    expect(new Set(stores.map((store) => store.county.handleKey)).size).toBe(1);
    for (const store of stores) await store.close();
  });

  it('seed once', async () => {
    const db = address();
    const stores = [await openCountyStore(db), await openCountyStore(db)];
    const seeded = await Promise.all(stores.map((store) => seed(store, { people: 5, seed: 1 })));
    expect(seeded.map((one) => (one.ok ? 'seeded' : one.error.kind)).sort()).toEqual(['not-empty', 'seeded']);
    for (const store of stores) await store.close();
  });

  it('never leave people to a county that is not there: a seed first, then init', async () => {
    const db = address();
    const store = await openCountyStore(db);
    let renamed: Promise<unknown> = Promise.resolve();
    await store.db.transaction().execute(async (tx) => {
      await lockChain(tx, store);
      renamed = openCountyStore(db, { init: init('990202') }).catch((error: unknown) => String(error));
      if (engine === 'PostgreSQL') await waitingForUs(store);
      await tx
        .insertInto('persons')
        .values(personRow(store, syntheticId(1), 'receiving'))
        .execute();
    });
    expect(await renamed).toContain('belongs to county 990101');
    expect(await counties(store)).toEqual(['990101']);
    // The same once more, now that the county has begun its chain.
    const again = await openCountyStore(db, { init: init('990202') }).catch((error: unknown) =>
      String(error),
    );
    expect(again).toContain('belongs to county 990101');
    const { rows } = await sql`select 1 from audit_head`.execute(store.db);
    expect(rows).toHaveLength(1);
    await store.close();
  });

  it('never leave people to a county that is not there: init first, then a seed', async () => {
    const db = address();
    const store = await openCountyStore(db);
    await (await openCountyStore(db, { init: init('990202') })).close();
    await expect(seed(store, { people: 5, seed: 1 })).rejects.toThrow(
      /^county 990101 is not in this database any more.*start again$/,
    );
    expect(await store.db.selectFrom('persons').selectAll().execute()).toEqual([]);
    expect(await counties(store)).toEqual(['990202']);
    await store.close();
  });
});

/** Until another session waits for a lock. */
async function waitingForUs({ db }: CountyStore): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
    if (rows.length > 0) return;
  }
}
