import { describe, expect, test } from 'vitest';
import type { EarlierCertification } from '../../../flows/contract/journal.ts';
import { err } from '../../../shared/result/result.ts';
import type { IdCard } from '../../../shared/identity/card.ts';
import { settle } from '../support/clock.ts';
import { ACCEPTED, PAPER_OK } from '../support/fakes.ts';
import type { World, WorldOptions } from '../support/world.ts';
import { createWorld, EXPIRED, LI, NOON, WANG } from '../support/world.ts';

/** What a visit at the counter's way left behind: cut off, walked away from, or put off. */
const WAITING: EarlierCertification = {
  certificateNo: '9901010001000007',
  occurredAt: NOON - 3 * 24 * 3_600_000,
  method: 'counter',
  validThrough: '2027-10',
  recordHash: 'ef'.repeat(32),
  state: 'submitted',
  receipt: 'pending',
};

async function comeBack(
  earlier: Partial<EarlierCertification> = {},
  { card = LI, ...options }: WorldOptions & { card?: IdCard } = {},
): Promise<World> {
  const world = createWorld(options);
  world.journal.known.set(card.idNumber, { ...WAITING, ...earlier });
  await world.card(card);
  await world.tap({ type: 'confirm-me' });
  return world;
}

const receiptOf = (world: World, card: IdCard = LI) => world.journal.known.get(card.idNumber)?.receipt;

describe('a slip of the other ways is owed', () => {
  test.each([
    ['witness', 'submitted', 'pending'],
    ['visit', 'queued', 'begun'],
    ['counter', 'submitted', 'later'],
    ['counter', 'queued', 'pending'],
    ['face', 'submitted', 'pending'],
  ] as const)('%s, %s, %s: offered before consent, marked 补打', async (method, state, receipt) => {
    const world = await comeBack({ method, state, receipt });
    expect(world.on('result')).toMatchObject({
      outcome: state,
      method,
      maskedName: '李＊珍',
      certificateNo: WAITING.certificateNo,
      occurredAt: WAITING.occurredAt,
      validThrough: '2027-10',
      receipt: 'offered',
    });
    expect(world.kiosk.view().strip.key).toBe(
      state === 'queued' ? 'county-will-receive' : 'officer-will-look',
    );
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('printed');
    expect(world.printer.printed).toEqual([
      expect.objectContaining({
        reprint: true,
        certificateNo: WAITING.certificateNo,
        status: state,
        method,
        occurredAt: WAITING.occurredAt,
      }),
    ]);
    await world.tap({ type: 'done' });
    expect(world.on('consent')).toMatchObject({ receiptChoice: 'print' });
    expect(world.kiosk.view().strip.key).toBe('take-card-back');
    expect(receiptOf(world)).toBe('printed');
    expect(world.journal.committed).toEqual([]);
  });

  test.each([
    ['no record', undefined],
    ['printed', { receipt: 'printed' }],
    ['not wanted', { receipt: 'none' }],
    ['refused', { state: 'refused' }],
    ['parked', { state: 'parked' }],
    ['a face from another year', { method: 'face', validThrough: '2026-11', state: 'accepted' }],
    ['a face that never reached the county', { method: 'face', validThrough: '2026-11', state: 'queued' }],
    ['accepted, and lapsed since', { state: 'accepted', validThrough: '2026-11' }],
  ] as const)('%s: straight to consent', async (_name, earlier) => {
    const world = createWorld();
    if (earlier !== undefined) world.journal.known.set(LI.idNumber, { ...WAITING, ...earlier });
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.screen()).toBe('consent');
  });

  test('accepted since: already certified, and offered there', async () => {
    const world = await comeBack({ state: 'accepted' });
    expect(world.on('already-certified').reprint).toBe('offered');
  });

  test('the county cannot be asked: offered all the same', async () => {
    const world = createWorld();
    world.county.lookupAnswer = 'hold';
    world.journal.known.set(LI.idNumber, WAITING);
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect((await world.until('result', 6_100)).certificateNo).toBe(WAITING.certificateNo);
  });

  test('somebody who is turned away is told that, and nothing else', async () => {
    const world = createWorld();
    world.journal.known.set(LI.idNumber, WAITING);
    world.county.lookupAnswer = { ok: true, value: { kind: 'unknown-person' } };
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('result')).toMatchObject({ outcome: 'ineligible', certificateNo: null });
  });

  test('完成 without a slip: it does not come up again', async () => {
    const world = await comeBack();
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('consent');
    expect(receiptOf(world)).toBe('none');
    await world.tap({ type: 'back' });
    await world.tap({ type: 'confirm-me' });
    expect(world.screen()).toBe('consent');
    expect(world.printer.printed).toEqual([]);
  });

  test('不要回执 and 稍后补打 are kept as they were said', async () => {
    for (const choice of ['none', 'later'] as const) {
      const world = await comeBack();
      await world.tap({ type: 'choose-receipt', choice });
      expect(world.on('result').receipt).toBe(choice);
      await world.tap({ type: 'done' });
      expect(world.screen()).toBe('consent');
      expect(receiptOf(world)).toBe(choice);
    }
  });

  test('退出 and walking away leave the promise as it is', async () => {
    const world = await comeBack();
    await world.tap({ type: 'leave' });
    expect([world.screen(), receiptOf(world)]).toEqual(['home', 'pending']);
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    await world.clock.advance(60_000);
    expect([world.screen(), receiptOf(world)]).toEqual(['home', 'pending']);
  });

  test('a slip that cannot be printed now stays promised, and is no dead end', async () => {
    const world = createWorld();
    world.printer.say({ ...PAPER_OK, paper: 'out' });
    world.journal.known.set(LI.idNumber, WAITING);
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('result').receipt).toBe('paper-out');
    await world.tap({ type: 'done' });
    expect([world.screen(), receiptOf(world)]).toEqual(['consent', 'pending']);
    world.printer.answer = err({ kind: 'interrupted', status: { ...PAPER_OK, fault: 'cutter' } } as const);
    world.printer.say(PAPER_OK);
    await world.tap({ type: 'back' });
    await world.tap({ type: 'confirm-me' });
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('unconfirmed');
    await world.tap({ type: 'done' });
    expect([world.screen(), receiptOf(world)]).toEqual(['consent', 'begun']);
  });

  test('a machine without a printer does not show the old number for ever', async () => {
    expect((await comeBack({}, { without: ['printer'] })).screen()).toBe('consent');
  });

  test('a note that cannot be kept stops nobody', async () => {
    const world = await comeBack();
    world.journal.receiptFault = { kind: 'disk-full' };
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('consent');
    expect(world.journal.notes.map((note) => note.event)).toContain('receipt-state-not-kept');
  });

  test('an expired card goes on to the other ways', async () => {
    const world = await comeBack({ method: 'witness' }, { card: EXPIRED });
    expect(world.on('result').method).toBe('witness');
    await world.tap({ type: 'done' });
    expect(world.on('fallback').reason).toBe('card-expired');
  });

  test('the certification that follows has its own number, slip and late answer', async () => {
    const world = await comeBack();
    world.county.settleAnswers = [undefined, 'hold'];
    await world.tap({ type: 'print-receipt' });
    await world.tap({ type: 'done' });
    await world.tap({ type: 'agree' });
    expect(await world.until('result')).toMatchObject({ outcome: 'queued', method: 'face' });
    world.county.releaseSettle(ACCEPTED);
    await settle();
    expect(world.on('result')).toMatchObject({ outcome: 'accepted', certificateNo: '9901010001000001' });
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed.at(-1)).toMatchObject({
      reprint: false,
      certificateNo: '9901010001000001',
    });
  });

  test('another card while it prints waits for the paper', async () => {
    const world = await comeBack();
    world.printer.answer = 'hold';
    await world.tap({ type: 'print-receipt' });
    await world.card(WANG);
    expect(world.on('result').receipt).toBe('printing');
    world.printer.release({ ok: true, value: undefined });
    await settle();
    expect(world.on('confirm-identity').maskedName).toBe('王＊福');
    expect(receiptOf(world)).toBe('printed');
  });

  test('walked away from while it printed: known as printed, and nothing is idle for ever', async () => {
    const world = await comeBack();
    world.printer.answer = 'hold';
    await world.tap({ type: 'print-receipt' });
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('consent');
    world.printer.release({ ok: true, value: undefined });
    await world.clock.advance(60_000);
    expect([world.screen(), receiptOf(world)]).toEqual(['home', 'printed']);
  });

  test('a visit that ended right after the commit is made good at the next card', async () => {
    const world = createWorld();
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    await world.tap({ type: 'decline-face' });
    world.county.settleAnswers = ['hold'];
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    expect(world.on('working').what).toBe('reporting');
    world.kiosk.screenRestarted();
    await settle();
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('result')).toMatchObject({ certificateNo: '9901010001000001', receipt: 'offered' });
  });
});
