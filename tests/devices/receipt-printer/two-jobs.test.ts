import { describe, expect, it } from 'vitest';
import { slipsOf, paperText } from '../../../devices/simulators/printer/paper.ts';
import { RECEIPT, setUpDesk } from './desk.ts';

describe('two jobs at once', () => {
  it('come out one after the other, each whole', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ bytesPerSecond: 1000 });
    const both = [
      desk.printer.print({ ...RECEIPT, certificateNo: '1111222233334444' }),
      desk.printer.print({ ...RECEIPT, certificateNo: '5555666677778888' }),
      desk.printer.refresh().then((status) => ({ ok: true as const, value: status })),
    ] as const;
    for (const job of both) expect((await desk.outcome<unknown, unknown>(job)).result.ok).toBe(true);
    const slips = slipsOf(desk.simulator.paper).cut.map((slip) => paperText(slip));
    expect(slips).toHaveLength(2);
    expect(slips[0]).toContain('1111222233334444');
    expect(slips[0]).not.toContain('5555666677778888');
    expect(slips[1]).toContain('5555666677778888');
  });

  it('the second is tried although the first failed', async () => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(300, { fault: 'cutter' });
    const first = desk.printer.print(RECEIPT);
    const second = desk.printer.print(RECEIPT);
    expect((await desk.outcome(first)).result.ok).toBe(false);
    // DLE ENQ 2 gives the knife another try, which the simulated one passes.
    expect((await desk.outcome(second)).result.ok).toBe(true);
  });
});
