import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAudit } from '../../../../app/county/audit/chain/append.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { RECORD_HANDLERS } from '../../../../app/county/record-kinds.ts';
import { takeIn } from '../../../../app/county/records/intake.ts';
import { review } from '../../../../app/county/certifications/review.ts';
import { buildServer } from '../../../../app/county/http/server.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { findTerminals, revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import { walkAudit } from '../../../../shared/audit/walk.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { TestCounty } from '../support/county.ts';
import { book, testCounty } from '../support/county.ts';
import type { Cluster } from '../support/postgres.ts';
import { POSTGRES_MISSING, postgresBinaries, startCluster } from '../support/postgres.ts';
import { certificateNo, TestTerminal } from '../support/terminal.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('the county on PostgreSQL', () => {
  let cluster: Cluster;
  let count = 0;
  beforeAll(async () => {
    cluster = await startCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());

  const empty = (): string => {
    count += 1;
    return cluster.database(`county${count}`);
  };

  async function withCounty(
    work: (county: TestCounty, terminal: TestTerminal) => Promise<void>,
  ): Promise<void> {
    const county = await testCounty({ db: empty() });
    try {
      const terminal = new TestTerminal(county.server, county.store);
      await terminal.enrol();
      await work(county, terminal);
    } finally {
      await county.close();
    }
  }

  async function eventNames(county: TestCounty): Promise<readonly string[]> {
    const rows = await readAudit(county.store.db, county.store.county.code, 0, 1000);
    const head = await county.store.db
      .selectFrom('audit_head')
      .select(['sequence', 'hash'])
      .executeTakeFirstOrThrow();
    expect(walkAudit(nodeCrypto, rows, head).findings).toEqual([]);
    return rows.map((row) => row.event);
  }

  it('migrates once when several processes open an empty database together', async () => {
    const db = empty();
    const stores = await Promise.all([1, 2, 3, 4].map(() => openCountyStore(db)));
    expect(new Set(stores.map((store) => store.county.signer.publicKey)).size).toBe(1);
    for (const store of stores) await store.close();
  });

  it('accepts, repeats the first answer, and tells contradictions', () =>
    withCounty(async (county, terminal) => {
      const idNumber = await county.person('suspended', { certified_through: '2026-01' });
      const record = terminal.record({ idNumber }, { sequence: 5 });
      const first = await terminal.deliverOne(record);
      expect(first).toMatchObject({
        decision: 'accepted',
        validThrough: '2027-10',
        resumptionProposed: true,
        receivedAt: county.clock.now(),
      });
      county.clock.advance(5000);
      expect(await terminal.deliverOne(record)).toEqual(first);
      const other = terminal.record({ idNumber, method: 'visit' }, { sequence: 5 });
      expect(await terminal.deliverOne(other)).toEqual({ kind: 'conflict' });
      expect(await terminal.deliverOne(other)).toEqual({ kind: 'conflict' });
      expect(await county.certifiedThrough(idNumber)).toBe('2027-10');
      expect(await eventNames(county)).toEqual([
        'county-created',
        'enrolment-code-issued',
        'terminal-enrolled',
        'persons-imported',
        'certification-recorded',
        'record-conflict',
      ]);
    }));

  it('gives one row to a record that two copies of the county take at once', () =>
    withCounty(async (county, terminal) => {
      const idNumber = await county.person('receiving');
      const records = Array.from({ length: 20 }, () => terminal.record({ idNumber }));
      const copy = await openCountyStore(county.address, { clock: county.clock });
      const report = (): void => undefined;
      const second = buildServer({
        store: copy,
        book: book(),
        handlers: RECORD_HANDLERS,
        demoAllowed: false,
        report,
      });
      const deliveries = [county.server, second, county.server, second].map((server, index) => {
        terminal.server = server;
        return terminal.deliver(index % 2 === 0 ? records : records.toReversed());
      });
      const [first, turned, again, turnedAgain] = await Promise.all(deliveries);
      expect(turned?.toReversed()).toEqual(first);
      expect(again).toEqual(first);
      expect(turnedAgain).toEqual(turned);
      const rows = await county.store.db.selectFrom('certifications').select('sequence').execute();
      expect(rows).toHaveLength(20);
      await second.close();
      await copy.close();
      await eventNames(county);
    }));

  it('takes a full batch in one transaction', () =>
    withCounty(async (county, terminal) => {
      const people = await Promise.all(Array.from({ length: 100 }, () => county.person('receiving')));
      const answers = await terminal.deliver(people.map((idNumber) => terminal.record({ idNumber })));
      expect(
        new Set(answers.map(({ outcome }) => outcome.kind === 'recorded' && outcome['decision'])),
      ).toEqual(new Set(['accepted']));
      const through = await county.store.db
        .selectFrom('persons')
        .select('certified_through')
        .distinct()
        .execute();
      expect(through).toEqual([{ certified_through: '2027-10' }]);
    }));

  it('takes the others of a batch in which one names a signer that no text can hold', () =>
    withCounty(async (county, terminal) => {
      const idNumber = await county.person('receiving');
      const sound = terminal.record({ idNumber });
      const { record } = terminal.record({ idNumber });
      const damaged = ['\0', '松\u0000', '\ud800'].map((name) => ({
        ...sound,
        record: { ...record, terminal: name },
      }));
      const outcomes = (await terminal.deliver([...damaged, sound])).map(({ outcome }) => outcome.kind);
      expect(outcomes).toEqual(['rejected', 'rejected', 'rejected', 'recorded']);
      expect(county.reports).toEqual([]);
    }));

  it('lets an officer decide once', () =>
    withCounty(async (county, terminal) => {
      const idNumber = await county.person('receiving');
      const record = terminal.record({ idNumber, method: 'witness' });
      await terminal.deliverOne(record);
      const policy = await currentPolicy(county.store.db, county.store, book());
      const decide = (decision: 'accepted' | 'refused') =>
        review(county.store, policy, {
          certificateNo: record.record.body.certificateNo,
          decision,
          operator: '王办',
          reason: '核实',
        });
      const outcomes = await Promise.all([decide('accepted'), decide('refused')]);
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
      await eventNames(county);
    }));

  it('keeps heartbeats and revocations', () =>
    withCounty(async (county, terminal) => {
      await terminal.deliverOne(terminal.record({ idNumber: await county.person('receiving') }));
      const beat = {
        epoch: terminal.epoch,
        sequence: 1,
        queued: 0,
        parked: 0,
        now: county.clock.now(),
        software: 'test',
        devices: [],
      };
      const answer = await terminal.send('POST', '/heartbeat', JSON.stringify(beat));
      expect(answer.json).toEqual({
        highestSequence: 1,
        highestCertificates: [certificateNo(terminal.number, 1)],
        audit: {
          sequence: expect.any(Number) as number,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
        now: county.clock.now(),
      });
      await revokeTerminals(county.store, '测试机');
      expect(await terminal.send('GET', '/changes')).toMatchObject({ status: 403, genuine: true });
    }));

  it('takes heartbeats in their order, two at once too', () =>
    withCounty(async (county, terminal) => {
      const idNumber = await county.person('receiving');
      await terminal.deliver([1, 2, 3].map(() => terminal.record({ idNumber })));
      const start = county.clock.now();
      county.clock.advance(60_000);
      const send = (sequence: number, now: number) => {
        const devices = { software: 'test', devices: [] };
        const beat = { epoch: terminal.epoch, sequence, queued: 0, parked: 0, now, ...devices };
        return terminal.send('POST', '/heartbeat', JSON.stringify(beat), { time: now });
      };
      await Promise.all([3, 1, 2, 0].map((sequence) => send(sequence, start + sequence * 1000)));
      const row = await county.store.db.selectFrom('terminals').select('sequence').executeTakeFirstOrThrow();
      expect(row.sequence).toBe(3);
      expect(await eventNames(county)).not.toContain('store-rolled-back');
      await send(2, start + 4000);
      expect(await eventNames(county)).toContain('store-rolled-back');
    }));

  it('gives a certificate number back to its owner', () =>
    withCounty(async (county, honest) => {
      const { store } = county;
      const thief = new TestTerminal(county.server, store);
      await thief.enrol();
      const idNumber = await county.person('receiving');
      const foreign = () => thief.record({ idNumber, certificateNo: certificateNo(honest.number, 1) });
      const signed = foreign();
      const signer = (await findTerminals(store, [thief.id])).get(thief.id);
      if (signer === undefined) throw new Error('the thief is not enrolled');
      const policy = await currentPolicy(store.db, store, book());
      const arrival = { receivedAt: store.clock.now(), aheadMs: 0 };
      // As a release took it that did not look at numbers.
      const earlier = { signed, signer: { ...signer, number: honest.number }, arrival };
      await store.db
        .transaction()
        .execute((tx) => takeIn(tx, store, RECORD_HANDLERS, { policy, demoAllowed: false }, [earlier]));
      expect(await thief.deliverOne(foreign())).toMatchObject({ kind: 'rejected' });

      const own = honest.record({ idNumber });
      expect(await honest.deliverOne(own)).toMatchObject({ kind: 'recorded', decision: 'accepted' });
      const rows = await store.db
        .selectFrom('certifications')
        .select(['certificate_no', 'record_hash'])
        .orderBy('received_at')
        .orderBy('certificate_no')
        .execute();
      expect(rows).toEqual([
        { certificate_no: certificateNo(honest.number, 1), record_hash: own.hash },
        { certificate_no: `${certificateNo(honest.number, 1)}/${thief.id}`, record_hash: signed.hash },
      ]);
      expect((await verifyCounty(store.db, store.crypto)).findings).toEqual([]);
    }));

  it('is refused where the server may lose what it has acknowledged', async () => {
    const address = empty();
    const store = await openCountyStore(address);
    const name = new URL(address).pathname.slice(1);
    const set = (what: string) => sql.raw(what).execute(store.db);
    const refusal = async (): Promise<string> => {
      const opened = await openCountyStore(address).catch((error: unknown) => String(error));
      if (typeof opened === 'string') return opened;
      await opened.close();
      return 'opened';
    };
    try {
      await set(`alter database ${name} set synchronous_commit = off`);
      expect(await refusal()).toMatch(
        /its setting synchronous_commit is off, which loses commits; turn it on$/,
      );
      // It is on that server's own disk.
      await set(`alter database ${name} set synchronous_commit = local`);
      expect(await refusal()).toBe('opened');
      await set('alter system set fsync = off');
      await set('select pg_reload_conf()');
      await expect.poll(refusal, { timeout: 30_000 }).toMatch(/its setting fsync is off/);
    } finally {
      await set('alter system reset fsync');
      await set('select pg_reload_conf()');
      await store.close();
    }
  });

  it('says in one line without the password when the server is not there', async () => {
    const attempt = openCountyStore('postgres://songbai:geheim@127.0.0.1:1/none');
    await expect(attempt).rejects.toThrow(/^postgres:\/\/127\.0\.0\.1:1\/none cannot be used: [^\n]+$/);
    await expect(attempt).rejects.not.toThrow(/geheim/);
  });
});
