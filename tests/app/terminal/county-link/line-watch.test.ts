import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watchLine } from '../../../../app/terminal/county-link/line-watch.ts';
import type { Clock } from '../../../../shared/clock/clock.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';

/** A clock whose next timer is run by hand. */
function handClock(): Clock & { next: () => void; waits: number[] } {
  let callback: (() => void) | undefined;
  const waits: number[] = [];
  return {
    now: () => 0,
    monotonic: () => 0,
    after(ms, run) {
      waits.push(ms);
      callback = run;
      return () => {
        callback = undefined;
      };
    },
    next: () => callback?.(),
    waits,
  };
}

describe('the line to the county', () => {
  it('is felt within five seconds to be there, cut, and there again', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const clock = handClock();
    const felt: boolean[] = [];
    const line = watchLine({
      url: `http://127.0.0.1:${port}/base`,
      clock,
      random: systemRandom,
      felt: (reachable) => felt.push(reachable),
    });
    onTestFinished(() => line.stop());
    line.start();
    clock.next();
    await expect.poll(() => felt).toEqual([true]);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    clock.next();
    await expect.poll(() => felt).toEqual([true, false]);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
    clock.next();
    await expect.poll(() => felt).toEqual([true, false, true]);
    for (const wait of clock.waits) expect(wait + 1_400).toBeLessThanOrEqual(5_000);
    server.close();
  });

  it('is asked of the port of its scheme, and of nobody after the end', async () => {
    const asked: string[] = [];
    for (const url of ['https://county.example/x', 'http://[::1]/', 'http://county.example:8080']) {
      const clock = handClock();
      const felt: boolean[] = [];
      const line = watchLine({
        url,
        clock,
        random: systemRandom,
        felt: (reachable) => felt.push(reachable),
        feel: async (host, port) => {
          asked.push(`${host} ${port}`);
          line.stop();
          return true;
        },
      });
      line.start();
      clock.next();
      await Promise.resolve();
      expect(felt).toEqual([]);
      expect(clock.waits).toHaveLength(1);
    }
    expect(asked).toEqual(['county.example 443', '::1 80', 'county.example 8080']);
  });
});
