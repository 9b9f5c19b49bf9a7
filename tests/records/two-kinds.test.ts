import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyCounty } from '../../app/county/verify.ts';
import { RECORD_HANDLERS } from '../../app/county/record-kinds.ts';
import { issueCode } from '../../app/county/terminals/enrolment.ts';
import type { TerminalCountyLink } from '../../app/terminal/county-link/link.ts';
import { openCountyLink } from '../../app/terminal/county-link/link.ts';
import { verifyTerminalStore } from '../../app/terminal/store/verify.ts';
import { openReadOnly } from '../../shared/store/open.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { testCounty } from '../app/county/support/county.ts';
import { draft, open, temporaryDirectory } from '../app/terminal/store/fixture.ts';
import { handlers, terminalKinds, withdrawal } from './withdrawal.ts';

async function countyOfToday(options: Parameters<typeof testCounty>[0] = {}) {
  const county = await testCounty({ demo: true, handlers, ...options });
  onTestFinished(() => county.close());
  county.clock.set(new Date(systemClock.now()).toISOString());
  await county.server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = county.server.server.address() as AddressInfo;
  return { ...county, url: `http://127.0.0.1:${port}` };
}

const storeAt = (dataDir: string) => open({ dataDir, kinds: terminalKinds, clock: systemClock });

function link(store: ReturnType<typeof storeAt>, url: string, enrolmentCode?: string): TerminalCountyLink {
  const opened = openCountyLink({
    url,
    enrolmentCode,
    terminalName: '1 号机',
    software: 'test',
    store,
    crypto: nodeCrypto,
    clock: systemClock,
    random: systemRandom,
  });
  if (!opened.ok) throw new Error(opened.error);
  onTestFinished(() => opened.value.stop());
  opened.value.start();
  return opened.value;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const findings = (dataDir: string): readonly string[] => {
  const db = openReadOnly(join(dataDir, 'terminal.db'));
  try {
    return verifyTerminalStore(db, { crypto: nodeCrypto, publicKey: undefined, kinds: terminalKinds })
      .findings;
  } finally {
    db.close();
  }
};

/** Numbers that the process told of before it was killed. */
async function killedAfter(count: number, dataDir: string, people: readonly string[]): Promise<string[]> {
  const script = join(import.meta.dirname, 'killed-terminal.ts');
  const child = spawn(process.execPath, [script, dataDir, ...people], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const chunk of child.stdout) {
    told += String(chunk);
    if (told.split('\n').length > count) child.kill('SIGKILL');
  }
  await ended;
  return told.split('\n').slice(0, -1);
}

describe('a second kind of record', () => {
  it('is kept offline, through a kill, sent with the first kind, and answered once', async () => {
    const county = await countyOfToday();
    const people = [await county.person('receiving'), '990101195001019990'];
    const dataDir = temporaryDirectory();
    const first = storeAt(dataDir);
    const enrolling = link(first, county.url, await issueCode(county.store, '1 号机'));
    await until(() => enrolling.enrolment().kind === 'enrolled');
    await enrolling.stop();
    first.close();

    const told = await killedAfter(9, dataDir, people);
    expect(told.length).toBeGreaterThanOrEqual(9);
    expect(findings(dataDir)).toEqual([]);

    const store = storeAt(dataDir);
    const queued = store.outbox.next(100);
    expect(queued.map(({ record }) => record.body.kind as string).slice(0, 3)).toEqual([
      'certification',
      'withdrawal',
      'certification',
    ]);
    // What was told is there; what was written and not told yet may be there as well.
    expect(store.outbox.standing().queued - told.length).toBeGreaterThanOrEqual(0);
    expect(store.outbox.standing().queued - told.length).toBeLessThanOrEqual(1);
    const again = link(store, county.url);
    await until(() => store.outbox.standing().queued === 0);
    await again.stop();
    store.close();
    expect(findings(dataDir)).toEqual([]);

    const db = new Database(join(dataDir, 'terminal.db'), { readonly: true });
    const answers = db
      .prepare<[], { kind: string; answer: string }>('SELECT kind, answer FROM records')
      .all();
    db.close();
    expect(
      answers.filter(({ kind }) => kind === 'withdrawal').every(({ answer }) => answer === '{"known":false}'),
    ).toBe(true);
    expect(answers.filter(({ kind }) => kind === 'certification').length).toBeGreaterThan(3);

    const rows = await county.store.db.selectFrom('records').selectAll().orderBy('sequence').execute();
    expect(rows.map(({ kind }) => kind)).toEqual(rows.map(() => 'withdrawal'));
    expect(rows.length).toBe(answers.filter(({ kind }) => kind === 'withdrawal').length);
    const audit = await county.store.db.selectFrom('audit').select(['event', 'details']).execute();
    const taken = audit.filter(({ event }) => event === 'record-taken');
    // In the order in which they were made, whatever came in between.
    expect(taken.map(({ details }) => (JSON.parse(details) as { number: string }).number)).toEqual(
      rows.map(({ number }) => number),
    );
    expect((await verifyCounty(county.store.db, nodeCrypto)).findings).toEqual([]);
  });

  it('is answered with its first answer, conflicts and refused numbers as any other', async () => {
    const county = await countyOfToday();
    const idNumber = await county.person('receiving');
    const dataDir = temporaryDirectory();
    const store = storeAt(dataDir);
    const enrolling = link(store, county.url, await issueCode(county.store, '1 号机'));
    await until(() => enrolling.enrolment().kind === 'enrolled');
    await enrolling.stop();
    for (const body of [withdrawal(idNumber), { kind: 'certification', ...draft({ idNumber }) }])
      expect(store.journal.record(body)).toMatchObject({ ok: true });
    const batch = store.outbox.next(10);
    const { TestTerminal } = await import('../app/county/support/terminal.ts');
    const carrier = new TestTerminal(county.server, county.store);
    await carrier.enrol();
    const once = await carrier.deliver(batch);
    expect(once.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'recorded', known: true },
      { kind: 'recorded', decision: 'submitted' },
    ]);
    await county.store.db.deleteFrom('persons').execute();
    expect(await carrier.deliver([...batch].reverse())).toEqual([...once].reverse());

    // Another record under a number, or a key, that is taken, across kinds.
    const certification = (more: object) => carrier.record({ idNumber, ...more });
    const own = certification({});
    expect(await carrier.deliverOne(own)).toMatchObject({ kind: 'recorded' });
    const under = (number: string) =>
      carrier.sign({
        ...own.record,
        sequence: 90,
        body: { ...withdrawal(idNumber), number } as never,
      });
    expect(await carrier.deliverOne(under(own.record.body.certificateNo))).toEqual({ kind: 'conflict' });
    expect(await carrier.deliverOne(under(batch[0]!.record.body['number' as never]))).toMatchObject({
      kind: 'rejected',
      detail: 'number: the number of another terminal',
    });
    expect(
      (await verifyCounty(county.store.db, nodeCrypto)).findings.filter((line) => !line.startsWith('person')),
    ).toEqual([]);
    store.close();
  });

  it('that a county does not know yet waits, and holds up nobody', async () => {
    const county = await countyOfToday({ handlers: RECORD_HANDLERS });
    const idNumber = await county.person('receiving');
    const dataDir = temporaryDirectory();
    const store = storeAt(dataDir);
    const here = link(store, county.url, await issueCode(county.store, '1 号机'));
    await until(() => here.enrolment().kind === 'enrolled');
    expect(store.journal.record(withdrawal(idNumber))).toMatchObject({ ok: true });
    expect(store.journal.record({ kind: 'certification', ...draft({ idNumber }) })).toMatchObject({
      ok: true,
    });
    await until(() => store.outbox.standing().queued === 0);
    expect(store.outbox.standing().parked).toBe(1);
    await here.stop();
    store.close();
    expect(findings(dataDir)).toEqual([]);
    // Each start offers it again.
    expect(storeAt(dataDir).outbox.standing()).toMatchObject({ queued: 1, parked: 0 });
  });

  it('whose every row is held by the chains', async () => {
    const county = await countyOfToday();
    const idNumber = await county.person('receiving');
    const dataDir = temporaryDirectory();
    const store = storeAt(dataDir);
    const here = link(store, county.url, await issueCode(county.store, '1 号机'));
    await until(() => here.enrolment().kind === 'enrolled');
    const committed = store.journal.record(withdrawal(idNumber));
    if (!committed.ok) throw new Error(committed.error.kind);
    await until(() => store.outbox.standing().queued === 0);
    await here.stop();
    store.close();
    const { number } = committed.value;
    const db = new Database(join(dataDir, 'terminal.db'));
    db.exec(`UPDATE records SET answer = '{"known":false}'`);
    db.close();
    expect(findings(dataDir)).toEqual([`withdrawal ${number}: altered (answer)`]);
    expect((await verifyCounty(county.store.db, nodeCrypto)).findings).toEqual([]);
  });
});
