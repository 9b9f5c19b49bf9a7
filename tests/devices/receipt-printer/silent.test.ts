import { describe, expect, it } from 'vitest';
import { RECEIPT, setUpDesk } from './desk.ts';

describe('the printer says nothing', () => {
  it('before: "no answer" is a status of its own, within two seconds', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ silent: true });
    const { result, ms } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toEqual({
      ok: false,
      error: {
        kind: 'not-ready',
        status: { link: { kind: 'no-answer' }, paper: 'unknown', cover: 'unknown', fault: 'unknown' },
      },
    });
    expect(ms).toBeLessThan(2000);
  });

  it('is asked again with longer and longer pauses, and comes back by itself', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ silent: true });
    await desk.clock.advance(60_000);
    desk.simulator.change({ silent: false });
    await desk.clock.advance(10_000);
    expect(desk.told.map((status) => status.link.kind)).toEqual(['ready', 'no-answer', 'ready']);
  });

  it('in the middle: never taken for printed', async () => {
    const desk = await setUpDesk();
    desk.simulator.accidentAfter(300, { silent: true });
    const { result, ms } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'interrupted', status: { link: { kind: 'no-answer' } } },
    });
    expect(ms).toBeLessThan(15_000);
  });
});
