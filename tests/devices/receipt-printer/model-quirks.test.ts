import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEscposPrinter } from '../../../devices/receipt-printer/escpos-printer.ts';
import { createMemoryLine } from '../../../devices/transport/memory.ts';
import { FakeClock } from '../id-card/fake-clock.ts';
import { RECEIPT, setUpDesk } from './desk.ts';

describe('models that know less', () => {
  it.each([[[3]], [[4]], [[3, 4]], [[1]]])('without question %j it prints', async (ignores) => {
    const desk = await setUpDesk();
    desk.simulator.change({ ignores });
    expect((await desk.outcome(desk.printer.print(RECEIPT))).result.ok).toBe(true);
    expect(desk.printer.status().link.kind).toBe('ready');
  });

  it('an unknown question is not asked for ever', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ ignores: [3] });
    await desk.clock.advance(30_000);
    // Question 3 was answered before, so this model knows it: it goes on being asked.
    expect(desk.printer.status().fault).toBe('unknown');
  });
});

describe('a peer that sends anything', () => {
  it('never crashes the driver and never makes a print of noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), async (chunks) => {
        const clock = new FakeClock();
        const line = createMemoryLine('noise', (pipe) => {
          let next = 0;
          pipe.onData(() => void pipe.write(chunks[next++] ?? new Uint8Array(0), 100));
        });
        const printer = createEscposPrinter({
          port: line.port,
          columns: 48,
          clock,
          glyphs: { glyph: () => undefined },
          model: 'noise',
          simulated: true,
        });
        printer.start();
        await clock.advance(20_000);
        expect(printer.status().link.kind).not.toBe('starting');
        await printer.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('XON, XOFF and unasked status between the answers change nothing', async () => {
    const desk = await setUpDesk();
    desk.simulator.blurt(Uint8Array.of(0x11, 0x13, 0x10, 0x00, 0x00, 0x00, 0x11));
    expect((await desk.outcome(desk.printer.print(RECEIPT))).result.ok).toBe(true);
  });

  it('an unasked status during a job does not confirm it', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ confirms: false });
    const printing = desk.printer.print(RECEIPT);
    await desk.clock.advance(100);
    desk.simulator.blurt(Uint8Array.of(0x11, 0x13, 0x10, 0x00, 0x00, 0x00, 0x11));
    expect((await desk.outcome(printing)).result.ok).toBe(false);
  });
});
