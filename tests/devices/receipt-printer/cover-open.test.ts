import { describe, expect, it } from 'vitest';
import { RECEIPT, setUpDesk } from './desk.ts';

describe('the cover is open', () => {
  it('before: nothing is sent', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ cover: 'open' });
    const { result } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({ ok: false, error: { kind: 'not-ready', status: { cover: 'open' } } });
    expect(desk.simulator.paper).toEqual([]);
  });

  it('in the middle: the job is given up with its reason, and can be printed again', async () => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(200, { cover: 'open' });
    const first = await desk.outcome(desk.printer.print(RECEIPT));
    expect(first.result).toMatchObject({
      ok: false,
      error: { kind: 'interrupted', status: { cover: 'open', fault: 'none' } },
    });
    desk.simulator.change({ cover: 'closed' });
    expect((await desk.outcome(desk.printer.print(RECEIPT))).result.ok).toBe(true);
  });

  it('subscribers hear of it while the job runs', async () => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(200, { cover: 'open' });
    await desk.outcome(desk.printer.print(RECEIPT));
    expect(desk.told.at(-1)?.cover).toBe('open');
  });
});

describe('knife, head and mechanics', () => {
  it.each(['cutter', 'mechanical', 'unrecoverable'] as const)('%s in the middle is named', async (fault) => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(200, { fault });
    const { result } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({ ok: false, error: { kind: 'interrupted', status: { fault } } });
  });

  it('a hot head is waited for', async () => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(200, { fault: 'hot' });
    const printing = desk.printer.print(RECEIPT);
    await desk.clock.advance(9000);
    expect(desk.printer.status().fault).toBe('hot');
    desk.simulator.change({ fault: 'none' });
    expect((await desk.outcome(printing)).result.ok).toBe(true);
  });
});
