import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import type { CountyLinkOptions, TerminalCountyLink } from '../../../../app/terminal/county-link/link.ts';
import { openCountyLink } from '../../../../app/terminal/county-link/link.ts';
import type { TerminalStore } from '../../../../app/terminal/store/open.ts';
import { systemClock, systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { TestCounty } from '../../county/support/county.ts';
import { NOON, testCounty } from '../../county/support/county.ts';
import { draft, enrolmentOf, open, temporaryDirectory } from '../store/fixture.ts';
import { serve } from './hostile.ts';

/** Real timers, the county's wall clock. */
const clock = { ...systemClock, now: () => Date.parse(NOON) };
const LONG = 20_000;

async function county(options: Parameters<typeof testCounty>[0] = {}): Promise<TestCounty & { url: string }> {
  const made = await testCounty({ demo: true, ...options });
  onTestFinished(() => made.close());
  await made.server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = made.server.server.address() as AddressInfo;
  return { ...made, url: `http://127.0.0.1:${port}` };
}

function link(store: TerminalStore, change: Partial<CountyLinkOptions> & { readonly url: string }) {
  const opened = openCountyLink({
    terminalName: '县社保大厅 1 号机',
    software: 'songbai test',
    store,
    crypto: nodeCrypto,
    clock,
    random: systemRandom,
    ...change,
  });
  if (!opened.ok) throw new Error(opened.error);
  onTestFinished(() => opened.value.stop());
  return opened.value;
}

/** Resolves when `condition` holds, looked at after each change that the link tells of. */
function until(subject: TerminalCountyLink, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!condition()) return;
      cancel();
      resolve();
    };
    const cancel = subject.subscribe(look);
    look();
  });
}

const isEnrolled = (subject: TerminalCountyLink) => () => subject.enrolment().kind === 'enrolled';

describe('with the real county', () => {
  it('enrols, looks a person up, and has a certification accepted', async () => {
    const there = await county();
    const idNumber = await there.person('receiving');
    const store = open({ dataDir: temporaryDirectory(), clock });
    const here = link(store, { url: there.url, enrolmentCode: await issueCode(there.store, '1 号机') });
    expect(here.profile()).toBeUndefined();
    here.start();
    await until(here, () => isEnrolled(here)() && here.online());
    expect(here.profile()).toMatchObject({ code: there.store.county.code });

    expect(await here.lookup(idNumber, LONG)).toEqual({
      ok: true,
      value: { kind: 'known', status: 'receiving', certifiedThrough: undefined },
    });
    expect(await here.lookup('990101190001010000', LONG)).toEqual({
      ok: true,
      value: { kind: 'unknown-person' },
    });

    const committed = await store.journal.commit(draft({ idNumber, name: '松明' }));
    if (!committed.ok) throw new Error(committed.error.kind);
    expect(await here.settle(committed.value.certificateNo, LONG)).toEqual({
      decision: 'accepted',
      reason: null,
      validThrough: '2027-10',
      resumptionProposed: false,
    });
    expect(store.outbox.standing()).toMatchObject({ queued: 0, parked: 0 });
    expect(store.journal.earlier(idNumber)?.state).toBe('accepted');
    expect(await there.certifiedThrough(idNumber)).toBe('2027-10');
  });

  it('goes the offline way when it asked too often, and what is certified then still counts', async () => {
    const there = await county({ rates: { lookups: { points: 1, seconds: 3600 } } });
    const idNumber = await there.person('receiving');
    const store = open({ dataDir: temporaryDirectory(), clock });
    const here = link(store, { url: there.url, enrolmentCode: await issueCode(there.store, '1 号机') });
    here.start();
    await until(here, () => isEnrolled(here)() && here.online());
    expect(await here.lookup(idNumber, LONG)).toMatchObject({ ok: true });
    expect(await here.lookup(idNumber, LONG)).toEqual({ ok: false, error: { kind: 'unreachable' } });
    const committed = await store.journal.commit(draft({ idNumber, name: '松明' }));
    if (!committed.ok) throw new Error(committed.error.kind);
    expect(await here.settle(committed.value.certificateNo, LONG)).toMatchObject({ decision: 'accepted' });
  });

  it('uses a code once, and comes back with what it was given', async () => {
    const there = await county();
    const dataDir = temporaryDirectory();
    const enrolmentCode = await issueCode(there.store, '1 号机');
    const first = open({ dataDir, clock });
    const before = link(first, { url: there.url, enrolmentCode });
    before.start();
    await until(before, isEnrolled(before));
    const given = first.enrolment.current();
    await before.stop();
    first.close();

    const second = open({ dataDir, clock });
    const after = link(second, { url: there.url, enrolmentCode });
    after.start();
    await until(after, () => after.online());
    expect(after.enrolment()).toEqual({ kind: 'enrolled' });
    expect(second.enrolment.current()).toEqual(given);
  });

  it('says in one line that a code is of no use', async () => {
    const there = await county();
    const store = open({ dataDir: temporaryDirectory(), clock });
    const here = link(store, { url: there.url, enrolmentCode: 'ABCD-EFGH-JKMN' });
    here.start();
    await until(here, () => here.enrolment().kind === 'refused');
    const state = here.enrolment();
    expect(state.kind === 'refused' && state.line).toMatch(/^county: enrolment refused: [^\n]+$/);
    expect(here.profile()).toBeUndefined();
  });

  it('has no county any more once it is revoked', async () => {
    const there = await county();
    const store = open({ dataDir: temporaryDirectory(), clock });
    const here = link(store, { url: there.url, enrolmentCode: await issueCode(there.store, '1 号机') });
    here.start();
    await until(here, () => isEnrolled(here)() && here.online());
    await revokeTerminals(there.store, '1 号机');
    await store.journal.commit(draft());
    await until(here, () => here.revoked());
    expect(here.profile()).toBeUndefined();
    expect(store.outbox.standing().queued).toBe(1);
  });
});

describe('with a key that the county does not know', () => {
  it('nothing is said at all: it would be taken for somebody else', async () => {
    const dataDir = temporaryDirectory();
    const before = open({ dataDir });
    before.enrolment.save(enrolmentOf());
    before.close();
    writeFileSync(join(dataDir, 'terminal.key'), nodeCrypto.generateKey().privateKey);
    const { url, requests } = await serve((_, response) => response.writeHead(500).end());
    const subject = link(open({ dataDir }), { url });
    subject.start();
    expect(await subject.lookup('990101195001011234', LONG)).toEqual({
      ok: false,
      error: { kind: 'unreachable' },
    });
    expect(requests()).toBe(0);
  });
});

describe('without a county', () => {
  it('keeps trying to enrol, and says why not yet', async () => {
    // A port that nobody listens on: taken and given back.
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const store = open({ dataDir: temporaryDirectory(), clock });
    const here = link(store, { url: `http://127.0.0.1:${port}`, enrolmentCode: 'ABCD-EFGH-JKMN' });
    here.start();
    await until(here, () => {
      const state = here.enrolment();
      return state.kind === 'enrolling' && state.line.includes('ECONNREFUSED');
    });
    expect(await here.lookup('990101195001011234', 50)).toEqual({
      ok: false,
      error: { kind: 'unreachable' },
    });
  });

  it('names what is wrong with the code or the CA file before anything is sent', () => {
    const store = open({ dataDir: temporaryDirectory(), clock });
    const url = 'http://127.0.0.1:1';
    expect(link(store, { url }).enrolment().kind).toBe('no-code');
    expect(link(store, { url, enrolmentCode: 'ABC' }).enrolment()).toMatchObject({ kind: 'refused' });
    expect(
      openCountyLink({
        url: 'https://127.0.0.1:1',
        caFile: 'no-such-file.pem',
        terminalName: '1',
        software: 'test',
        store,
        crypto: nodeCrypto,
        clock,
        random: systemRandom,
      }),
    ).toEqual({ ok: false, error: 'county.caFile: no-such-file.pem: ENOENT' });
  });
});
