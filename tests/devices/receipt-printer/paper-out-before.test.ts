import { describe, expect, it } from 'vitest';
import { RECEIPT, setUpDesk } from './desk.ts';

describe('the paper is out before printing', () => {
  it('says so, and prints and promises nothing', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ paper: 'out' });
    const { result, ms } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({ ok: false, error: { kind: 'not-ready', status: { paper: 'out' } } });
    expect(ms).toBeLessThan(2000);
    expect(desk.simulator.paper).toEqual([]);
    expect(desk.simulator.pendingBytes).toBe(0);
  });

  it('is noticed while idle, once, and its refilling too', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ paper: 'low' });
    await desk.clock.advance(20_000);
    desk.simulator.change({ paper: 'out' });
    await desk.clock.advance(20_000);
    desk.simulator.change({ paper: 'ok' });
    await desk.clock.advance(20_000);
    expect(desk.told.map((status) => status.paper)).toEqual(['ok', 'low', 'out', 'ok']);
  });

  it('prints after refilling', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ paper: 'out' });
    await desk.outcome(desk.printer.print(RECEIPT));
    desk.simulator.change({ paper: 'ok' });
    const { result } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result.ok).toBe(true);
    expect(desk.text().match(/资格认证回执/g)).toHaveLength(1);
  });
});
