import { describe, expect, it } from 'vitest';
import { createEscposPrinter } from '../../../devices/receipt-printer/escpos-printer.ts';
import { encodeReceipt } from '../../../shared/documents/escpos.ts';
import { createMemoryLine } from '../../../devices/transport/memory.ts';
import { FakeClock } from '../id-card/fake-clock.ts';
import { RECEIPT, setUpDesk, watch } from './desk.ts';

const ALL = [1, 2, 3, 4];
/** An answer to GS r that says that the paper is at its end. */
const AT_PAPER_END = Uint8Array.of(0x0c);

describe('a confirmation that comes with the end of the paper', () => {
  it.each([
    ['out', 'interrupted'],
    ['ok', 'done'],
  ] as const)('between two looks, paper %s by the next: %s', async (paper, how) => {
    const desk = await setUpDesk();
    desk.simulator.change({ confirms: false });
    const printing = desk.printer.print(RECEIPT);
    await desk.clock.advance(100);
    desk.simulator.change({ paper });
    desk.simulator.blurt(AT_PAPER_END);
    const { result } = await desk.outcome(printing);
    expect(result.ok ? 'done' : result.error.kind).toBe(how);
  });

  it.each([
    ['out', 'interrupted'],
    ['ok', 'done'],
  ] as const)('while a question is under way, paper %s by the next: %s', async (paper, how) => {
    const desk = await setUpDesk();
    desk.simulator.change({ confirms: false });
    const printing = desk.printer.print(RECEIPT);
    await desk.clock.advance(100);
    desk.simulator.change({ ignores: ALL });
    await desk.clock.advance(1000);
    desk.simulator.change({ ignores: [], paper });
    desk.simulator.blurt(AT_PAPER_END);
    const { result } = await desk.outcome(printing);
    expect(result.ok ? 'done' : result.error.kind).toBe(how);
  });
});

it('a status that comes after its question was given up confirms no job', async () => {
  const desk = await setUpDesk();
  desk.simulator.change({ confirms: false });
  const printing = desk.printer.print(RECEIPT);
  await desk.clock.advance(100);
  desk.simulator.change({ ignores: ALL });
  // Two questions of 2.5 s each are given up; the next look is 300 ms away.
  await desk.clock.advance(5_250);
  desk.simulator.blurt(Uint8Array.of(0x12));
  await desk.clock.advance(10);
  desk.simulator.change({ ignores: [] });
  expect((await desk.outcome(printing)).result).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
});

it('a line so slow that it uses up the time for a confirmation is waited for', async () => {
  const clock = new FakeClock();
  const glyphs = { glyph: () => undefined };
  const { length } = encodeReceipt(RECEIPT, 48, glyphs).bytes;
  /** All well whenever it is asked; works off the slip in 45 s, 20 of which the line takes. */
  const line = createMemoryLine('printer', (pipe) => {
    pipe.onData((chunk) => {
      if (chunk[0] === 0x10 && chunk[1] === 0x04) void pipe.write(Uint8Array.of(0x12), 100);
      if (chunk.length > 3) clock.after(45_000, () => void pipe.write(Uint8Array.of(0x00), 100));
    });
  });
  const printer = createEscposPrinter({
    port: line.port,
    columns: 48,
    clock,
    glyphs,
    model: 'test',
    simulated: true,
    baudRate: (length * 10) / 20,
  });
  printer.start();
  await clock.advance(10);
  let outcome: unknown;
  void watch(printer.print(RECEIPT), (result) => (outcome = result));
  await clock.advance(44_000);
  expect(outcome).toBeUndefined();
  await clock.advance(2_000);
  expect(outcome).toEqual({ ok: true, value: undefined });
});
