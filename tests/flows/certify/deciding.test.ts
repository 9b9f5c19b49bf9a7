import { describe, expect, test } from 'vitest';
import { err } from '../../../shared/result/result.ts';
import { owesReceipt, standing } from '../../../flows/certify/standing.ts';
import type { PersonFacts } from '../../../flows/contract/county.ts';
import type { EarlierCertification } from '../../../flows/contract/journal.ts';
import { PAPER_OK, PROFILE, RECEIVING } from '../support/fakes.ts';
import { createWorld, LI, toConsent, toResult } from '../support/world.ts';

const rule = PROFILE.certification;
const local: EarlierCertification = {
  certificateNo: '9901010001000009',
  occurredAt: 0,
  method: 'face',
  validThrough: '2027-10',
  recordHash: 'cd'.repeat(32),
  state: 'queued',
  receipt: 'pending',
};
const through = (certifiedThrough: `${number}-${number}` | undefined): PersonFacts => ({
  kind: 'known',
  status: 'receiving',
  certifiedThrough,
});

describe('where a person stands', () => {
  test.each([
    ['never certified', through(undefined), undefined, { kind: 'due' }],
    ['lapsed', through('2026-08'), undefined, { kind: 'due' }],
    ['within the window: this month', through('2026-11'), undefined, { kind: 'due' }],
    ['within the window: the next', through('2026-12'), undefined, { kind: 'due' }],
    [
      'beyond it',
      through('2027-01'),
      undefined,
      { kind: 'already', validThrough: '2027-01', pending: false },
    ],
    ['county not asked, nothing here', undefined, undefined, { kind: 'due' }],
    [
      'county not asked, queued here',
      undefined,
      local,
      { kind: 'already', validThrough: '2027-10', pending: true },
    ],
    [
      'queued here is later',
      through('2026-11'),
      local,
      { kind: 'already', validThrough: '2027-10', pending: true },
    ],
    [
      'accepted here is later',
      through('2026-11'),
      { ...local, state: 'accepted' as const },
      { kind: 'already', validThrough: '2027-10', pending: false },
    ],
    [
      'the county is later',
      through('2027-12'),
      local,
      { kind: 'already', validThrough: '2027-12', pending: false },
    ],
    [
      'both the same',
      through('2027-10'),
      local,
      { kind: 'already', validThrough: '2027-10', pending: false },
    ],
    ['refused here', through('2026-11'), { ...local, state: 'refused' as const }, { kind: 'due' }],
    ['parked here', through('2026-11'), { ...local, state: 'parked' as const }, { kind: 'due' }],
    [
      'witnessed here and still with the officer',
      through('2026-11'),
      { ...local, method: 'witness' as const, state: 'submitted' as const },
      { kind: 'due' },
    ],
    [
      'by face here, and given to an officer by the county',
      through('2026-11'),
      { ...local, state: 'submitted' as const },
      { kind: 'due' },
    ],
  ])('%s', (_name, facts, earlier, expected) => {
    expect(standing(facts, earlier, rule, '2026-11')).toEqual(expected);
  });

  test.each([
    ['deceased', 'deceased'],
    ['transferred', 'transferred'],
    ['sealed', 'sealed'],
    ['contributing', 'not-yet-receiving'],
  ] as const)('%s is turned away, whatever was recorded', (status, reason) => {
    const facts: PersonFacts = { kind: 'known', status, certifiedThrough: '2027-12' };
    expect(standing(facts, local, rule, '2026-11')).toEqual({ kind: 'ineligible', reason });
  });

  test('a receipt is owed while it is promised and the record stands', () => {
    for (const receipt of ['pending', 'begun', 'later'] as const)
      expect(owesReceipt({ ...local, receipt })).toBe(true);
    for (const receipt of ['printed', 'none'] as const)
      expect(owesReceipt({ ...local, receipt })).toBe(false);
    expect(owesReceipt({ ...local, state: 'refused' })).toBe(false);
    expect(owesReceipt(undefined)).toBe(false);
  });
});

describe('after 是我本人', () => {
  test.each([
    ['deceased', 'deceased'],
    ['transferred', 'transferred'],
    ['sealed', 'sealed'],
    ['contributing', 'not-yet-receiving'],
  ] as const)('%s: the reason, a counter, and nothing recorded', async (status, reason) => {
    const world = createWorld();
    world.county.lookupAnswer = { ok: true, value: { kind: 'known', status, certifiedThrough: undefined } };
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('result')).toMatchObject({
      outcome: 'ineligible',
      reason,
      counter: '3号窗口',
      certificateNo: null,
      receipt: 'none',
    });
    expect(world.kiosk.view().strip.key).toBe('nothing-recorded');
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed).toEqual([]);
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('home');
    expect(world.journal.committed).toEqual([]);
  });

  test('unknown to the county', async () => {
    const world = createWorld();
    world.county.lookupAnswer = { ok: true, value: { kind: 'unknown-person' } };
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('result')).toMatchObject({ outcome: 'ineligible', reason: 'unknown-person' });
  });

  test('a suspended person may certify, and is told so', async () => {
    const world = createWorld();
    world.county.lookupAnswer = {
      ok: true,
      value: { kind: 'known', status: 'suspended', certifiedThrough: '2025-06' },
    };
    expect(await toResult(world)).toMatchObject({ outcome: 'accepted', wasSuspended: true });
  });

  test.each([
    ['says it cannot be reached', err({ kind: 'unreachable' } as const)],
    ['falls over', 'throw' as const],
    ['never answers', 'hold' as const],
  ])('a county that %s: the visit goes on', async (_name, answer) => {
    const world = createWorld();
    world.county.lookupAnswer = answer;
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    if (answer === 'hold') expect(world.on('confirm-identity').busy).toBe(true);
    await world.until('consent', 6_100);
  });

  test('the second visit offers the slip that is owed, marked 补打', async () => {
    const world = createWorld();
    await toResult(world);
    await world.tap({ type: 'leave' });
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('pending');
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('already-certified')).toMatchObject({ pending: true, reprint: 'offered' });
    await world.tap({ type: 'print-receipt' });
    expect(world.on('already-certified').reprint).toBe('printed');
    expect(world.printer.printed[0]).toMatchObject({ reprint: true, status: 'queued' });
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('printed');
  });

  test('a slip that may be half out is offered too, and trouble with it is no dead end', async () => {
    const world = createWorld();
    world.journal.known.set(LI.idNumber, { ...local, state: 'accepted', receipt: 'begun' });
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    world.printer.answer = err({ kind: 'not-ready', status: { ...PAPER_OK, paper: 'out' } } as const);
    await world.tap({ type: 'print-receipt' });
    expect(world.on('already-certified').reprint).toBe('trouble');
    world.printer.answer = { ok: true, value: undefined };
    await world.tap({ type: 'print-receipt' });
    expect(world.on('already-certified').reprint).toBe('printed');
    expect(world.printer.printed.at(-1)).toMatchObject({ reprint: true, status: 'accepted' });
  });

  test('重新认证 goes on to consent and makes a record of its own', async () => {
    const world = createWorld();
    world.county.lookupAnswer = {
      ok: true,
      value: { ...RECEIVING, kind: 'known', status: 'receiving', certifiedThrough: '2027-06' },
    };
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('already-certified')).toMatchObject({ pending: false, reprint: null });
    await world.tap({ type: 'certify-again' });
    expect(world.screen()).toBe('consent');
    await world.tap({ type: 'agree' });
    await world.until('result');
    expect(world.journal.committed).toHaveLength(1);
  });
});

describe('consent', () => {
  test.each([
    ['out', { ...PAPER_OK, paper: 'out' } as const, 'out', 'later'],
    ['unplugged', { ...PAPER_OK, link: { kind: 'absent' } } as const, 'no-printer', 'later'],
    ['silent', { ...PAPER_OK, link: { kind: 'no-answer' } } as const, 'no-printer', 'later'],
    ['low', { ...PAPER_OK, paper: 'low' } as const, 'ok', 'print'],
  ])(
    'a printer that is %s is said before anything is promised',
    async (_name, status, paper, receiptChoice) => {
      const world = createWorld();
      world.printer.say(status);
      await toConsent(world);
      expect(world.on('consent')).toMatchObject({ paper, receiptChoice });
      await world.tap({ type: 'choose-receipt', choice: 'none' });
      expect(world.on('consent').receiptChoice).toBe('none');
      await world.tap({ type: 'agree' });
      expect(await world.until('result')).toMatchObject({ outcome: 'accepted', receipt: 'none' });
      expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('none');
    },
  );

  test('稍后补打: the certification stands and the slip waits', async () => {
    const world = createWorld();
    world.printer.say({ ...PAPER_OK, paper: 'out' });
    expect(await toResult(world)).toMatchObject({ outcome: 'accepted', receipt: 'later' });
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('later');
  });

  test('a missing camera rests 同意并开始; the other ways stay', async () => {
    const world = createWorld({ without: ['face'] });
    await toConsent(world);
    expect(world.on('consent').camera).toBe(false);
    await world.tap({ type: 'agree' });
    expect(world.on('fallback')).toMatchObject({ reason: 'no-camera', retry: false });
  });

  test('返回 leads back to 是我本人', async () => {
    const world = createWorld();
    await toConsent(world);
    await world.tap({ type: 'back' });
    expect(world.on('confirm-identity').busy).toBe(false);
  });
});
