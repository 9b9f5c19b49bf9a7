import { describe, expect, it } from 'vitest';
import { PrinterSimulator } from '../../../devices/simulators/printer/printer-simulator.ts';
import { createEscposPrinter } from '../../../devices/receipt-printer/escpos-printer.ts';
import { createMemoryLine } from '../../../devices/transport/memory.ts';
import { FakeClock } from '../id-card/fake-clock.ts';
import { RECEIPT, setUpDesk, watch } from './desk.ts';

describe('the printer never confirms the end of the job', () => {
  it('is not a printed receipt, however well the printer says it is', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ confirms: false });
    const { result, ms } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'interrupted', status: { link: { kind: 'ready' }, paper: 'ok' } },
    });
    expect(ms).toBeGreaterThan(20_000);
    expect(ms).toBeLessThan(40_000);
  });

  it('a slow printer is waited for', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ bytesPerSecond: 40 });
    const { result, ms } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result.ok).toBe(true);
    expect(ms).toBeGreaterThan(5000);
  });

  it('confirms with a byte shaped like a status: counted, not confused', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ confirmsLikeStatus: true, bytesPerSecond: 400 });
    expect((await desk.outcome(desk.printer.print(RECEIPT))).result.ok).toBe(true);
  });
});

describe('endOfJob: status, for models without GS r', () => {
  async function statusDesk() {
    const clock = new FakeClock();
    const simulator = new PrinterSimulator(clock);
    simulator.change({ confirms: false });
    const line = createMemoryLine('printer', (pipe) => simulator.serve(pipe));
    const printer = createEscposPrinter({
      port: line.port,
      columns: 48,
      clock,
      glyphs: { glyph: () => undefined },
      model: 'test',
      simulated: true,
      endOfJob: 'status',
    });
    printer.start();
    await clock.advance(10);
    return { clock, simulator, printer };
  }

  it('ends well after some seconds without trouble, and never asks GS r', async () => {
    const { clock, simulator, printer } = await statusDesk();
    let outcome: unknown;
    void watch(printer.print(RECEIPT), (result) => (outcome = result));
    await clock.advance(3000);
    expect(outcome).toBeUndefined();
    await clock.advance(3000);
    expect(outcome).toMatchObject({ ok: true });
    expect(Buffer.from(simulator.received).includes(Buffer.from([0x1d, 0x72]))).toBe(false);
  });

  it('still names paper that runs out in the middle', async () => {
    const { clock, simulator, printer } = await statusDesk();
    simulator.change({ bytesPerSecond: 300 });
    simulator.accidentAfter(500, { paper: 'out' });
    let outcome: unknown;
    void watch(printer.print(RECEIPT), (result) => (outcome = result));
    await clock.advance(10_000);
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'interrupted', status: { paper: 'out' } } });
  });
});
