import { describe, expect, test } from 'vitest';
import type { PrintFault } from '../../../devices/contract/receipt-printer.ts';
import type { PrinterStatus } from '../../../devices/contract/status.ts';
import { inChinese } from '../../../shared/words/chinese.ts';
import { nextSentence } from '../../../shared/words/outcome.ts';
import { nextSentences } from '../../../flows/print/sentences.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { settle } from '../support/clock.ts';
import { PAPER_OK } from '../support/fakes.ts';
import { createWorld, LI, toConsent, toResult } from '../support/world.ts';

const fault = (kind: PrintFault['kind'], status: PrinterStatus) => err({ kind, status });
const OUT: PrinterStatus = { ...PAPER_OK, paper: 'out' };

describe('the receipt', () => {
  test('paper out before the first byte: the promise stands, the next slip is no 补打', async () => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = fault('not-ready', OUT);
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result')).toMatchObject({ outcome: 'accepted', receipt: 'paper-out' });
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('pending');
    world.printer.answer = ok(undefined);
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('printed');
    expect(world.printer.printed.map((receipt) => 'reprint' in receipt && receipt.reprint)).toEqual([
      false,
      false,
    ]);
  });

  test('paper out in the middle: the certification stands, the next slip is 补打', async () => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = fault('interrupted', OUT);
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result')).toMatchObject({
      outcome: 'accepted',
      receipt: 'paper-out',
      certificateNo: '9901010001000001',
    });
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('begun');
    world.printer.answer = ok(undefined);
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed.map((receipt) => 'reprint' in receipt && receipt.reprint)).toEqual([
      false,
      true,
    ]);
    expect(world.journal.committed).toHaveLength(1);
  });

  test.each([
    ['later', 'later'],
    ['none', 'none'],
  ] as const)('paper out in the middle, then %s', async (choice, state) => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = fault('interrupted', OUT);
    await world.tap({ type: 'print-receipt' });
    await world.tap({ type: 'choose-receipt', choice });
    expect(world.on('result').receipt).toBe(state);
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe(state);
    await world.tap({ type: 'choose-receipt', choice: 'print' });
    expect(world.on('result').receipt).toBe('offered');
    expect(world.journal.known.get(LI.idNumber)?.receipt).toBe('pending');
  });

  test.each([
    ['an open cover', fault('not-ready', { ...PAPER_OK, cover: 'open' }), 'printer-trouble'],
    // Paper may have come out: only the person can see that.
    ['a cutter', fault('interrupted', { ...PAPER_OK, fault: 'cutter' }), 'unconfirmed'],
    ['silence', fault('interrupted', { ...PAPER_OK, link: { kind: 'no-answer' } }), 'unconfirmed'],
    ['a driver that falls over', 'throw' as const, 'unconfirmed'],
  ])('%s is said as it is; printing again works', async (_name, answer, receipt) => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = answer;
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe(receipt);
    world.printer.answer = ok(undefined);
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('printed');
  });

  test('nobody knows of a job that never ends, after 45 s, and what comes next is 补打', async () => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = 'hold';
    await world.tap({ type: 'print-receipt' });
    await world.clock.advance(45_000);
    expect(world.on('result').receipt).toBe('unconfirmed');
    world.printer.answer = ok(undefined);
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed.at(-1)).toMatchObject({ reprint: true });
  });

  test.each([
    ['paper that ran out since', OUT, 'paper-out'],
    ['a printer unplugged since', { ...PAPER_OK, link: { kind: 'absent' } } as const, 'no-printer'],
    ['a cover opened since', { ...PAPER_OK, cover: 'open' } as const, 'printer-trouble'],
  ])('%s is seen before 打印回执', async (_name, status, receipt) => {
    const world = createWorld();
    await toConsent(world);
    await world.tap({ type: 'agree' });
    world.printer.say(status);
    expect(await world.until('result')).toMatchObject({ receipt });
  });

  test('no printer at all', async () => {
    const world = createWorld({ without: ['printer'] });
    await toConsent(world);
    expect(world.on('consent')).toMatchObject({ paper: 'no-printer', receiptChoice: 'later' });
    await world.tap({ type: 'choose-receipt', choice: 'print' });
    await world.tap({ type: 'agree' });
    expect(await world.until('result')).toMatchObject({ outcome: 'accepted', receipt: 'no-printer' });
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('no-printer');
  });

  test('begun is known before the bytes go', async () => {
    const world = createWorld();
    await toResult(world);
    const print = world.printer.print.bind(world.printer);
    let atPrint: string | undefined;
    world.printer.print = (receipt) => {
      atPrint = world.journal.known.get(LI.idNumber)?.receipt;
      return print(receipt);
    };
    await world.tap({ type: 'print-receipt' });
    expect(atPrint).toBe('begun');
  });

  test('a store that cannot keep the note does not keep the slip from the person', async () => {
    const world = createWorld();
    await toResult(world);
    world.journal.receiptFault = { kind: 'disk-full' };
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('printed');
    expect(world.journal.notes.map((note) => note.event)).toContain('receipt-state-not-kept');
  });

  test('idle time starts anew when the paper is out of the machine', async () => {
    const world = createWorld();
    await toResult(world);
    await world.clock.advance(40_000);
    world.printer.answer = 'hold';
    await world.tap({ type: 'print-receipt' });
    await world.clock.advance(20_000);
    world.printer.release(ok(undefined));
    await settle();
    await world.clock.advance(44_000);
    expect(world.on('result').receipt).toBe('printed');
    await world.clock.advance(16_000);
    expect(world.screen()).toBe('home');
  });

  test('every slip says what comes next in the words of the screen, short enough for 48 columns', () => {
    for (const status of ['accepted', 'submitted', 'queued'] as const)
      for (const method of ['face', 'witness', 'visit', 'counter'] as const)
        for (const wasSuspended of [false, true]) {
          const lines = nextSentences({ status, method, wasSuspended }, '2027-10', '3号窗口');
          const screen = inChinese(nextSentence({ status, method, wasSuspended }), {
            counter: '3号窗口',
            year: '2027年',
            month: 10,
          });
          expect(lines.join('\n')).toBe(screen);
          for (const line of lines) {
            expect([...line].length).toBeLessThanOrEqual(20);
            expect(line).not.toMatch(/[{}*]|失败|非法|请重试|窗口 ?号/);
          }
        }
  });

  test('a county that gave the bare number of its window means that window', () => {
    const counter = { status: 'submitted', method: 'counter', wasSuspended: false } as const;
    for (const given of ['3', ' 3 ', '3号窗口'])
      expect(nextSentences(counter, '2027-10', given)[0]).toBe('请到 3号窗口，报这个凭证号。');
    expect(nextSentences(counter, '2027-10', '二楼大厅')[0]).toBe('请到 二楼大厅，报这个凭证号。');
  });

  test('a suspended person is told that payment was proposed, not that it goes on', async () => {
    const world = createWorld();
    world.county.lookupAnswer = ok({ kind: 'known', status: 'suspended', certifiedThrough: '2025-06' });
    await toResult(world);
    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').wasSuspended).toBe(true);
    expect(world.printer.printed.at(-1)).toMatchObject({
      next: ['停发的养老金，已提出恢复。', '发下来要几天，请您放心。'],
    });
  });
});
