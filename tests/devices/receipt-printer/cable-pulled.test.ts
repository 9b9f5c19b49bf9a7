import { describe, expect, it } from 'vitest';
import { RECEIPT, setUpDesk } from './desk.ts';

describe('the cable is pulled', () => {
  it('while idle: absent, then back without anybody doing anything', async () => {
    const desk = await setUpDesk();
    await desk.clock.advance(5000);
    desk.line.unplug();
    await desk.clock.advance(30_000);
    desk.line.plug();
    await desk.clock.advance(6000);
    expect(desk.told.map((status) => status.link.kind)).toEqual(['ready', 'absent', 'ready']);
    expect((await desk.outcome(desk.printer.print(RECEIPT))).result.ok).toBe(true);
  });

  it('while idle and without a word from the driver: the next question finds out', async () => {
    const desk = await setUpDesk();
    desk.line.unplugSilently();
    await desk.clock.advance(10_000);
    expect(desk.printer.status().link.kind).not.toBe('ready');
    desk.line.plug();
    await desk.clock.advance(10_000);
    expect(desk.printer.status().link.kind).toBe('ready');
  });

  it('in the middle of a job', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ bytesPerSecond: 200 });
    const printing = desk.printer.print(RECEIPT);
    await desk.clock.advance(1500);
    desk.line.unplug();
    const { result, ms } = await desk.outcome(printing);
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'interrupted', status: { link: { kind: 'absent' } } },
    });
    expect(ms).toBeLessThan(2000);
  });

  it('before a job: not ready', async () => {
    const desk = await setUpDesk();
    desk.line.unplug();
    const { result } = await desk.outcome(desk.printer.print(RECEIPT));
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'not-ready', status: { link: { kind: 'absent' } } },
    });
  });

  it('stop in the middle ends the job and leaves no timer', async () => {
    const desk = await setUpDesk();
    desk.simulator.change({ bytesPerSecond: 200 });
    const printing = desk.printer.print(RECEIPT);
    await desk.clock.advance(1500);
    const stopped = desk.printer.stop();
    expect((await desk.outcome(printing)).result.ok).toBe(false);
    await stopped;
    await desk.clock.advance(5000);
    expect(desk.clock.pending).toBe(0);
  });
});
