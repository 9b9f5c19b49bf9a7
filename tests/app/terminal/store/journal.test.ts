import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { luhnDigit } from '../../../../shared/identity/luhn.ts';
import { openTerminalStore } from '../../../../app/terminal/store/open.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { GENESIS, verifyRecord } from '../../../../shared/records/envelope.ts';
import { NOON, draft, enrolmentOf, open, openEnrolled, setClock, temporaryDirectory } from './fixture.ts';

const DAY = 24 * 60 * 60 * 1000;

async function commit(store: ReturnType<typeof open>, change: Parameters<typeof draft>[0] = {}) {
  const committed = await store.journal.commit(draft(change));
  if (!committed.ok) throw new Error(committed.error.kind);
  return committed.value;
}

describe('a commit', () => {
  it('is one certification, one audit event and one outbox row, chained and signed', async () => {
    const store = openEnrolled();
    const first = await commit(store);
    const second = await commit(store, { idNumber: '990101195202022345' });
    const queued = store.outbox.next(100);
    expect(queued.map((signed) => signed.hash)).toEqual([first.recordHash, second.recordHash]);
    expect(queued.map((signed) => signed.record.sequence)).toEqual([1, 2]);
    expect(queued.map((signed) => signed.record.previous)).toEqual([GENESIS, first.recordHash]);
    for (const signed of queued) expect(verifyRecord(nodeCrypto, store.signer.publicKey, signed)).toBe(true);
    expect(store.outbox.standing()).toMatchObject({ sequence: 2, queued: 2, parked: 0 });
    expect(first).toMatchObject({ occurredAt: NOON, validThrough: '2027-10', demo: true });
  });

  it('tells whoever sends that there is something to send', async () => {
    const store = openEnrolled();
    let told = 0;
    const cancel = store.onQueued(() => {
      told += 1;
    });
    await commit(store);
    cancel();
    await commit(store);
    expect(told).toBe(1);
  });

  it('is refused as a value before the terminal is enrolled, and after the end', async () => {
    const store = open({ dataDir: temporaryDirectory() });
    expect(await store.journal.commit(draft())).toMatchObject({ ok: false, error: { kind: 'io' } });
    store.close();
    expect(await store.journal.commit(draft())).toEqual({ ok: false, error: { kind: 'closed' } });
    expect(store.journal.earlier('990101195001011234')).toBeUndefined();
    expect(() => store.journal.note('visit-started')).not.toThrow();
  });
});

describe('certificate numbers', () => {
  it('are the CST date, the terminal, the count of the day and a Luhn digit', async () => {
    const clock = setClock(Date.parse('2026-11-22T16:00:00Z'));
    const store = openEnrolled({ clock });
    expect((await commit(store)).certificateNo).toBe(`261123000100001${luhnDigit('261123000100001')}`);
    expect((await commit(store)).certificateNo).toBe(`261123000100002${luhnDigit('261123000100002')}`);
  });

  it('use the check digit of the standard', () => {
    expect(luhnDigit('7992739871')).toBe('3');
    expect(luhnDigit('411111111111111')).toBe('1');
  });

  it('are never given twice, whatever the clock does and however often the machine starts', async () => {
    const clock = setClock();
    const dataDir = temporaryDirectory();
    const given: string[] = [];
    for (const at of [NOON, NOON + DAY, NOON, NOON - DAY, NOON + DAY, NOON]) {
      clock.set(at);
      const store = open({ dataDir, clock });
      if (store.enrolment.current() === undefined) store.enrolment.save(enrolmentOf());
      given.push((await commit(store)).certificateNo, (await commit(store)).certificateNo);
      store.close();
    }
    expect(new Set(given).size).toBe(given.length);
    expect(
      given.filter((number) => number.startsWith('261123')).map((number) => number.slice(10, 15)),
    ).toEqual(['00001', '00002', '00003', '00004', '00005', '00006']);
  });
});

describe('what the machine knows of an earlier visit', () => {
  it('is the latest certification of that person, with its receipt', async () => {
    const clock = setClock();
    const store = openEnrolled({ clock });
    await commit(store);
    clock.pass(1000);
    const latest = await commit(store);
    await commit(store, { idNumber: '990101195202022345' });
    expect(store.journal.earlier('990101195001011234')).toEqual({
      certificateNo: latest.certificateNo,
      occurredAt: NOON + 1000,
      method: 'face',
      validThrough: '2027-10',
      recordHash: latest.recordHash,
      state: 'queued',
      receipt: 'pending',
    });
    expect(store.journal.earlier('990101190001010000')).toBeUndefined();
  });

  it('outlives a restart: a receipt that was begun is still offered', async () => {
    const dataDir = temporaryDirectory();
    const before = openEnrolled({ dataDir });
    const { certificateNo } = await commit(before);
    expect(before.journal.setReceipt(certificateNo, 'begun').ok).toBe(true);
    before.close();
    const after = open({ dataDir });
    expect(after.journal.earlier('990101195001011234')).toMatchObject({ certificateNo, receipt: 'begun' });
  });
});

describe('a clock that cannot be believed', () => {
  const quality = (store: ReturnType<typeof open>) => store.outbox.next(1).at(-1)?.record.clock;

  it('stands before what the machine wrote down itself', async () => {
    const dataDir = temporaryDirectory();
    openEnrolled({ dataDir, clock: setClock(NOON) }).close();
    const store = open({ dataDir, clock: setClock(NOON - DAY) });
    await commit(store);
    expect(quality(store)).toEqual({ quality: 'untrusted', offsetMs: null });
  });

  it('is far from the county’s', async () => {
    const store = openEnrolled();
    store.outbox.learnOffset(-6 * 60 * 1000);
    await commit(store);
    expect(quality(store)).toEqual({ quality: 'untrusted', offsetMs: -360_000 });
  });

  it('is put right for what people read, as far as it is known; the record keeps it as it stands', async () => {
    const dataDir = temporaryDirectory();
    const clock = setClock(NOON - 40 * DAY);
    const store = openEnrolled({ dataDir, clock });
    expect(store.clockQuality.now()).toBe(NOON - 40 * DAY);
    store.outbox.learnOffset(40 * DAY);
    expect(store.clockQuality.now()).toBe(NOON);
    const told = await commit(store);
    expect(told).toMatchObject({ occurredAt: NOON, certificateNo: expect.stringMatching(/^261123/) });
    const [signed] = store.outbox.next(1);
    expect(signed?.record.occurredAt).toBe(NOON - 40 * DAY);
    store.close();
    expect(open({ dataDir, clock }).journal.earlier('990101195001011234')).toMatchObject({
      occurredAt: NOON,
    });
  });

  it('was set by hand since the county was asked', async () => {
    const clock = setClock();
    const store = openEnrolled({ clock });
    store.outbox.learnOffset(100);
    clock.set(NOON + DAY);
    await commit(store);
    expect(quality(store)).toEqual({ quality: 'untrusted', offsetMs: 100 - DAY });
  });

  it('is believed again once the county confirms it', async () => {
    const dataDir = temporaryDirectory();
    openEnrolled({ dataDir, clock: setClock(NOON + 365 * DAY) }).close();
    const store = open({ dataDir, clock: setClock(NOON) });
    store.outbox.learnOffset(40);
    await commit(store);
    expect(quality(store)).toEqual({ quality: 'trusted', offsetMs: 40 });
  });
});

describe('the data directory', () => {
  it('and the key are for their owner alone', () => {
    const { dataDir } = openEnrolled({ dataDir: join(temporaryDirectory(), 'data') });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'terminal.key')).mode & 0o777).toBe(0o600);
  });

  it('keeps its key and epoch through restarts', () => {
    const dataDir = temporaryDirectory();
    const first = open({ dataDir });
    const { publicKey } = first.signer;
    const { epoch } = first.outbox.standing();
    first.close();
    const second = open({ dataDir });
    expect(second.signer.publicKey).toBe(publicKey);
    expect(second.outbox.standing().epoch).toBe(epoch);
  });

  it('is refused to a second process, in one line', () => {
    const { dataDir } = openEnrolled();
    const second = openTerminalStore({
      dataDir,
      crypto: nodeCrypto,
      clock: setClock(),
      random: systemRandom,
      demo: false,
    });
    expect(second).toEqual({
      ok: false,
      error: {
        kind: 'locked',
        line: `${dataDir} is in use by another terminal process; stop that one first`,
      },
    });
  });
});
