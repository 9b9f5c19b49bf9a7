import { describe, expect, test } from 'vitest';
import { settle } from '../support/clock.ts';
import { ACCEPTED, PAPER_OK } from '../support/fakes.ts';
import { createWorld, LI, toCapture, toFallback, toResult } from '../support/world.ts';

describe('the record', () => {
  test.each([
    ['a full disk', { kind: 'disk-full' } as const],
    ['an I/O error', { kind: 'io', detail: 'EIO' } as const],
    ['a closed store', { kind: 'closed' } as const],
    ['a store that falls over', 'throw' as const],
  ])('%s: nothing recorded, nothing printed, a counter', async (_name, fault) => {
    const world = createWorld();
    world.journal.fault = fault;
    expect(await toResult(world)).toMatchObject({
      outcome: 'not-saved',
      reason: 'disk',
      certificateNo: null,
      validThrough: null,
      counter: '3号窗口',
      receipt: 'none',
    });
    expect(world.kiosk.view().strip.key).toBe('nothing-recorded');
    expect(world.county.settles).toEqual([]);
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed).toEqual([]);
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('home');
  });

  test('a store that never answers is no dead end', async () => {
    const world = createWorld();
    world.journal.fault = 'hold';
    await toCapture(world);
    await world.until('working');
    expect(await world.until('result', 31_000)).toMatchObject({ outcome: 'not-saved' });
  });

  test('nothing is printed, and the county not asked, before the commit', async () => {
    const world = createWorld();
    world.journal.fault = 'hold';
    await toCapture(world);
    await world.until('working');
    await world.tap({ type: 'print-receipt' });
    expect([world.county.settles, world.printer.printed]).toEqual([[], []]);
  });

  test.each([
    ['is silent', undefined],
    ['falls over', 'throw' as const],
    ['never comes back', 'hold' as const],
  ])('a county that %s: 已受理，待上传', async (_name, answer) => {
    const world = createWorld();
    world.county.settleAnswers = [answer];
    expect(await toResult(world)).toMatchObject({ outcome: 'queued', validThrough: '2027-10' });
    expect(world.kiosk.view().strip.key).toBe('county-will-receive');
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed[0]).toMatchObject({ status: 'queued' });
  });

  test('the county’s month counts when it says one', async () => {
    const world = createWorld();
    world.county.settleAnswers = [{ ...ACCEPTED, validThrough: '2027-11' }];
    expect((await toResult(world)).validThrough).toBe('2027-11');
  });

  test.each([
    ['deceased', 'deceased'],
    ['demo-refused', 'demo-refused'],
    [null, 'county-refused'],
    ['evidence-contradicts', 'county-refused'],
  ] as const)('refused (%s): the reason, the counter, no slip, none owed', async (reason, shown) => {
    const world = createWorld();
    world.county.settleAnswers = [{ ...ACCEPTED, decision: 'refused', reason }];
    expect(await toResult(world)).toMatchObject({
      outcome: 'ineligible',
      reason: shown,
      certificateNo: '9901010001000001',
      validThrough: null,
      receipt: 'none',
    });
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('none');
  });

  test('the answer that comes while the result is on the screen lifts it quietly', async () => {
    const world = createWorld();
    world.county.settleAnswers = [undefined, 'hold'];
    const { page } = await toResult(world);
    world.county.releaseSettle(ACCEPTED);
    await settle();
    expect(world.on('result')).toMatchObject({ outcome: 'accepted', page, receipt: 'offered' });
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed[0]).toMatchObject({ status: 'accepted' });
  });

  test.each(['name-differs', 'no-liveness', 'time-doubtful'] as const)(
    'a face that the county gives to an officer (%s) is 已受理 on screen and slip, and no certification yet',
    async (reason) => {
      const world = createWorld();
      world.county.settleAnswers = [
        { decision: 'submitted', reason, validThrough: undefined, resumptionProposed: false },
      ];
      expect(await toResult(world)).toMatchObject({ outcome: 'submitted', method: 'face', reason: null });
      expect(world.kiosk.view().strip.key).toBe('officer-will-look');
      await world.tap({ type: 'print-receipt' });
      expect(world.printer.printed).toMatchObject([
        {
          status: 'submitted',
          method: 'face',
          next: ['县里的工作人员看过就算数。', '在这以前，有效期先不变。'],
        },
      ]);
    },
  );

  test('an officer’s turn that comes while the result is on the screen says so there and on paper', async () => {
    const world = createWorld();
    world.county.settleAnswers = [undefined, 'hold'];
    await toResult(world);
    world.county.releaseSettle({ ...ACCEPTED, decision: 'submitted', reason: 'name-differs' });
    await settle();
    expect(world.on('result')).toMatchObject({ outcome: 'submitted' });
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed[0]).toMatchObject({ status: 'submitted' });
  });

  test('not once paper moved: screen and slip say the same', async () => {
    const world = createWorld();
    world.county.settleAnswers = [undefined, 'hold'];
    await toResult(world);
    await world.tap({ type: 'print-receipt' });
    world.county.releaseSettle(ACCEPTED);
    await settle();
    expect(world.on('result')).toMatchObject({ outcome: 'queued', receipt: 'printed' });
  });

  test('a late refusal changes nothing that was said: the slip is still worth what it says', async () => {
    const world = createWorld();
    world.county.settleAnswers = [undefined, 'hold'];
    await toResult(world);
    world.county.releaseSettle({ ...ACCEPTED, decision: 'refused', reason: 'deceased' });
    await settle();
    expect(world.on('result')).toMatchObject({ outcome: 'queued', reason: null });
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed[0]).toMatchObject({ status: 'queued' });
  });

  test('and not for the next person', async () => {
    const world = createWorld();
    world.county.settleAnswers = [undefined, 'hold'];
    await toResult(world);
    await world.tap({ type: 'done' });
    world.county.releaseSettle(ACCEPTED);
    await settle();
    expect(world.screen()).toBe('home');
  });
});

describe('the other ways', () => {
  const submitted = { ...ACCEPTED, decision: 'submitted', validThrough: undefined } as const;

  test('人工窗口: a number, submitted, a counter', async () => {
    const world = createWorld();
    world.county.settleAnswers = [submitted];
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    expect(await world.until('result')).toMatchObject({
      outcome: 'submitted',
      method: 'counter',
      counter: '3号窗口',
      certificateNo: '9901010001000001',
    });
    expect(world.kiosk.view().strip.key).toBe('officer-will-look');
    expect(world.journal.committed[0]).not.toHaveProperty('liveness');
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed[0]).toMatchObject({ status: 'submitted', method: 'counter' });
  });

  test('预约上门 with a telephone number, and without', async () => {
    for (const phone of ['13800000000', undefined]) {
      const world = createWorld();
      world.county.settleAnswers = [submitted];
      await toFallback(world);
      await world.tap({ type: 'choose-fallback', way: 'visit' });
      expect(world.on('enter-number').what).toBe('phone');
      if (phone === undefined) await world.tap({ type: 'skip' });
      else {
        for (const key of phone) await world.tap({ type: 'key', key });
        await world.tap({ type: 'submit' });
      }
      expect(await world.until('result')).toMatchObject({ outcome: 'submitted', method: 'visit' });
      expect(world.journal.committed[0]?.phone).toBe(phone);
    }
  });

  test('a telephone number that is too short; 返回 to the choice', async () => {
    const world = createWorld();
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'visit' });
    for (const key of '138X') await world.tap({ type: 'key', key });
    await world.tap({ type: 'submit' });
    expect(world.on('enter-number')).toMatchObject({ typed: '138', trouble: 'incomplete' });
    await world.tap({ type: 'back' });
    expect(world.screen()).toBe('fallback');
  });

  test('offline each of them is 已受理，待上传 with a number', async () => {
    const world = createWorld();
    world.county.settleAnswers = [undefined];
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    expect(await world.until('result')).toMatchObject({
      outcome: 'queued',
      certificateNo: '9901010001000001',
    });
  });

  test('paper out: the number is still on the screen', async () => {
    const world = createWorld();
    world.printer.say({ ...PAPER_OK, paper: 'out' });
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    expect(await world.until('result')).toMatchObject({
      receipt: 'later',
      certificateNo: '9901010001000001',
    });
  });
});
