import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { SignedRecord } from '../../../../shared/records/kinds.ts';
import type { Serving } from '../support/command.ts';
import { county, serving } from '../support/command.ts';
import { personRow, syntheticId } from '../support/county.ts';
import type { DeafLine } from '../support/deaf-line.ts';
import { deafLine } from '../support/deaf-line.ts';
import { overHttp } from '../support/over-http.ts';
import type { Cluster } from '../support/postgres.ts';
import { POSTGRES_MISSING, postgresBinaries, startCluster } from '../support/postgres.ts';
import { enterPeople } from '../support/people.ts';
import { TestTerminal } from '../support/terminal.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('serve, while its PostgreSQL is not well', () => {
  let cluster: Cluster;
  let count = 0;
  let db: string;
  let store: CountyStore;
  let line: DeafLine | undefined;
  let service: Serving;
  beforeAll(async () => {
    cluster = await startCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    count += 1;
    db = cluster.database(`served${count}`);
    store = await openCountyStore(db);
    await enterPeople(store, personRow(store, syntheticId(1), 'receiving'));
  });
  afterEach(async () => {
    service.child.kill('SIGKILL');
    await line?.close();
    line = undefined;
    await store.close();
  });

  async function start(...args: readonly string[]): Promise<TestTerminal> {
    service = await serving('--db', line?.through(db) ?? db, '--port', '0', ...args);
    const terminal = new TestTerminal(overHttp(service.url), store);
    await terminal.enrol();
    return terminal;
  }

  const send = async (terminal: TestTerminal, records: readonly SignedRecord[]) =>
    await terminal.send('POST', '/records', JSON.stringify({ records }));

  /** Sends until it is acknowledged, as terminals do; gives how often it was sent away. */
  async function insist(terminal: TestTerminal, records: readonly SignedRecord[]): Promise<number> {
    for (let refused = 0; ; refused += 1) {
      const answer = await send(terminal, records);
      if (answer.status === 200) return refused;
      expect(answer).toMatchObject({ status: 503, genuine: true, json: { error: 'busy' } });
      expect(answer.headers['retry-after']).toBe('5');
      await pause(50);
    }
  }

  const terminate = async (): Promise<number> => {
    const { rows } = await sql<{
      ended: boolean;
    }>`select pg_terminate_backend(pid) as ended from pg_stat_activity
      where application_name = 'songbai serve' and datname = current_database()`.execute(store.db);
    return rows.length;
  };

  async function expectAllOnce(records: readonly SignedRecord[]): Promise<void> {
    const rows = await store.db.selectFrom('certifications').select('record_hash').execute();
    expect(rows.map((row) => row.record_hash).sort()).toEqual(records.map(({ hash }) => hash).sort());
    expect((await verifyCounty(store.db, store.crypto)).findings).toEqual([]);
    expect(service.child.exitCode).toBeNull();
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
  }

  const batchOf = (terminal: TestTerminal): readonly SignedRecord[] =>
    Array.from({ length: 5 }, () => terminal.record({ idNumber: syntheticId(1) }));

  it('outlives backends that are terminated at work and at rest, and loses and doubles nothing', async () => {
    const terminal = await start();
    const sent: SignedRecord[] = [];
    let ended = 0;
    for (let round = 0; round < 12; round += 1) {
      const batches = Array.from({ length: 4 }, () => batchOf(terminal));
      sent.push(...batches.flat());
      const acknowledged = Promise.all(batches.map((batch) => insist(terminal, batch)));
      ended += await terminate();
      await acknowledged;
    }
    expect(ended).toBeGreaterThan(5);
    await expectAllOnce(sent);
    expect(await terminate()).toBeGreaterThan(0);
    expect(await service.stop()).toBe(0);
  });

  it('outlives a crash of the server under load', async () => {
    const terminal = await start();
    const sent: SignedRecord[] = [];
    let refused = 0;
    const crash = new AbortController();
    const load = async (): Promise<void> => {
      do {
        const batch = batchOf(terminal);
        sent.push(...batch);
        refused += await insist(terminal, batch);
      } while (!crash.signal.aborted);
    };
    const loads = [load(), load(), load()];
    await cluster.crash();
    // The pool of the test's own store was cut, too.
    await store.close();
    store = await openCountyStore(db);
    crash.abort();
    await Promise.all(loads);
    await expectAllOnce(sent);
    expect(refused).toBeGreaterThan(0);
  });

  it('gives up a line that swallows every byte, answers meanwhile, and goes on over a new one', async () => {
    line = await deafLine(db);
    const terminal = await start();
    const first = batchOf(terminal);
    await insist(terminal, first);
    line.goDeaf();
    const second = batchOf(terminal);
    const refused = insist(terminal, second);
    expect((await fetch(`${service.url}/health`)).status).toBeOneOf([200, 503]);
    expect(await refused).toBeGreaterThan(0);
    await expectAllOnce([...first, ...second]);
  });

  it('says that the database does not answer, and ends when told to, with every line dead', async () => {
    line = await deafLine(db);
    const terminal = await start();
    await insist(terminal, batchOf(terminal));
    line.goDeaf({ new: true });
    const hanging = send(terminal, batchOf(terminal)).then(
      ({ status }) => status,
      () => 'cut',
    );
    const health = await fetch(`${service.url}/health`);
    expect([health.status, health.headers.get('retry-after'), await health.json()]).toEqual([
      503,
      '5',
      { error: 'busy', detail: 'the database does not answer' },
    ]);
    expect(await service.stop()).toBe(0);
    expect(await hanging).toBeOneOf([503, 'cut']);
  });

  it('sends terminals away while another holds what they need, and takes them in afterwards', async () => {
    const terminal = await start();
    const batch = batchOf(terminal);
    await store.db.transaction().execute(async (tx) => {
      await sql`select 1 from audit_head for update`.execute(tx);
      expect(await send(terminal, batch)).toMatchObject({ status: 503, json: { error: 'busy' } });
      await nobodyWaits(tx);
      // A single statement, of no transaction of ours, waits no longer.
      await sql`lock table terminals in access exclusive mode`.execute(tx);
      expect(await send(terminal, batch)).toMatchObject({ status: 503, json: { error: 'busy' } });
      await nobodyWaits(tx);
    });
    await insist(terminal, batch);
    await expectAllOnce(batch);
  });

  /** Until no session stands in line for a lock: one that nobody hears any more would stand there for ever. */
  async function nobodyWaits(db: CountyStore['db']): Promise<void> {
    for (;;) {
      const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
      if (rows.length === 0) return;
    }
  }

  it('ends when told to while lines at rest are dead', async () => {
    line = await deafLine(db);
    const terminal = await start();
    await insist(terminal, batchOf(terminal));
    line.goDeaf({ new: true });
    expect(await service.stop()).toBe(0);
  });

  it('throws a connection to the old primary away', async () => {
    const terminal = await start();
    const batch = batchOf(terminal);
    const readOnly = async (value: string): Promise<void> => {
      await sql`alter database ${sql.table(new URL(db).pathname.slice(1))} set default_transaction_read_only = ${sql.raw(value)}`.execute(
        store.db,
      );
    };
    await readOnly('on');
    await terminate();
    expect(await send(terminal, batch)).toMatchObject({ status: 503, json: { error: 'busy' } });
    await readOnly('off');
    // Reads may still meet connections of that time; whichever writes is gone after its first try.
    await insist(terminal, batch);
    await expectAllOnce(batch);
  });

  it('asks for a synchronous standby where told to, at the start and at every commit', async () => {
    const refused = await county('serve', '--db', db, '--port', '0', '--require-sync');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^county serve: postgres:\S+ cannot be used: synchronous_standby_names is empty[^\n]+\n$/,
    );
    const ask = async (setting: string, value: string): Promise<void> => {
      await sql`alter system set ${sql.raw(setting)} = ${sql.lit(value)}`.execute(store.db);
      await sql`select pg_reload_conf()`.execute(store.db);
    };
    await cluster.standby(db);
    await ask('synchronous_standby_names', '*');
    const terminal = await start('--require-sync');
    await insist(terminal, batchOf(terminal));
    await ask('synchronous_standby_names', '');
    const late = batchOf(terminal);
    let answer = await send(terminal, late);
    // The new setting reaches a session at its next statement.
    while (answer.status === 200) answer = await send(terminal, batchOf(terminal));
    expect(answer).toMatchObject({ status: 503, json: { error: 'busy' } });
    const lite = await county('serve', '--db', 'sqlite:/nowhere/county.db', '--require-sync');
    expect(lite).toMatchObject({ code: 2 });
    expect(lite.stderr).toContain('--require-sync is for PostgreSQL');
  });

  it('ends within its grace while a client holds a request back', async () => {
    await start();
    const { hostname, port } = new URL(service.url);
    const { connect } = await import('node:net');
    const slow = connect(Number(port), hostname);
    slow.on('error', () => undefined);
    await once(slow, 'connect');
    slow.write('POST /terminal/v1/records HTTP/1.1\r\nhost: county\r\ncontent-length: 100\r\n\r\n{');
    await fetch(`${service.url}/health`);
    expect(await service.stop()).toBe(0);
    slow.destroy();
  });
});
