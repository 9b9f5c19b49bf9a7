import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeReceipt } from '../../../shared/documents/escpos.ts';
import { RECEIPT, setUpDesk } from './desk.ts';

const LENGTH = encodeReceipt(RECEIPT, 48, { glyph: () => undefined }).bytes.length;

describe('the paper runs out in the middle of a receipt', () => {
  it('is named within two seconds', async () => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(300, { paper: 'out' });
    const { result, ms } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({ ok: false, error: { kind: 'interrupted', status: { paper: 'out' } } });
    expect(ms).toBeLessThan(2000);
    expect(desk.printer.status().paper).toBe('out');
  });

  it('wherever it happens, is never taken for printed, and the old rest never comes out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: LENGTH }), async (bytes) => {
        const desk = await setUpDesk();
        desk.simulator.accidentAfter(bytes, { paper: 'out' });
        const first = await desk.outcome(desk.printer.print(RECEIPT));
        expect(first.result).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
        desk.simulator.takePaper();

        desk.simulator.change({ paper: 'ok' });
        await desk.clock.advance(10_000);
        expect(desk.simulator.paper).toEqual([]);

        const again = await desk.outcome(desk.printer.print({ ...RECEIPT, reprint: true }));
        expect(again.result.ok).toBe(true);
        expect(desk.text()).toContain('补打');
        expect(desk.text().match(/资格认证回执/g)).toHaveLength(1);
        await desk.printer.stop();
      }),
      { numRuns: 40 },
    );
  });

  it('an answer left over from the first job does not confirm the second', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ keepsBuffer: true, bytesPerSecond: 400 });
    desk.simulator.accidentAfter(300, { cover: 'open' });
    const first = await desk.outcome(desk.printer.print(RECEIPT));
    expect(first.result.ok).toBe(false);
    // The rest comes out with its own GS r; then the second job stops half-way too.
    desk.simulator.change({ cover: 'closed' });
    desk.simulator.accidentAfter(desk.simulator.pendingBytes + 400, { paper: 'out' });
    const second = await desk.outcome(desk.printer.print(RECEIPT));
    expect(second.result).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
  });
});
