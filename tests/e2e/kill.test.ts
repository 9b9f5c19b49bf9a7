import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import type { Hall } from './hall.ts';
import { openHall } from './hall.ts';
import { readVector, withFields } from './peers/card-reader.ts';
import { haveSocat } from './peers/pty.ts';
import { runCommand } from './processes.ts';
import { openScreen } from './screen-client.ts';
import { checkCharacter } from '../../shared/identity/id-number.ts';

/** kill -9 needs no luck to strike between two awaits if it strikes often enough. */
const KILLS = 100;
/** A visit by the counter route takes well under this once the terminal is up. */
const LATEST_KILL_MS = 700;

let hall: Hall | undefined;
afterAll(() => hall?.close());

const template = readVector('tests/fixtures/sam/citizen_readbase_1295.hex');

function person(index: number): { idNumber: string; name: string; frame: Buffer } {
  const first = `99010119500101${String(index).padStart(3, '0')}`;
  const idNumber = first + checkCharacter(first);
  const name = `测试${Array.from(String(index).padStart(3, '0'), (digit) => '零一二三四五六七八九'[Number(digit)]).join('')}`;
  const frame = withFields(template, [
    [0, 30, name],
    [36, 16, '19500101'],
    [122, 36, idNumber],
  ]);
  return { idNumber, name, frame };
}

/** Seeded, so that a failing run can be run again. */
function lottery(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it.runIf(haveSocat())(
  `kill -9 at ${KILLS} random moments of visits: nothing acknowledged is lost, nothing is there twice`,
  async () => {
    const people = Array.from({ length: KILLS }, (_, index) => person(index));
    hall = await openHall({
      persons: people.map(
        ({ idNumber, name }) => `${idNumber},${name},rural,990101001001,,receiving,,,,2015-01,`,
      ),
    });
    const random = lottery(20_261_123);
    /** Certificate numbers that a person has seen on the screen. */
    const seen = new Map<string, string>();
    const reached = new Map<string, number>();

    for (const { idNumber, frame } of people) {
      const screen = await openScreen(hall.kiosk.url);
      const visit = async (): Promise<void> => {
        await screen.until('home');
        screen.tap({ type: 'choose-service', service: 'certify' });
        await screen.until('identify');
        hall?.reader.place(frame);
        await screen.until('confirm-identity', (view) => !view.busy);
        screen.tap({ type: 'confirm-me' });
        await screen.until('consent');
        screen.tap({ type: 'decline-face' });
        await screen.until('fallback');
        screen.tap({ type: 'choose-fallback', way: 'counter' });
        const result = await screen.until('result');
        if (result.certificateNo !== null) seen.set(result.certificateNo, idNumber);
        screen.tap({ type: 'print-receipt' });
        await screen.until('result', (view) => view.receipt === 'printed');
      };
      const finished = visit().catch(() => undefined);
      await Promise.race([finished, pause(random() * LATEST_KILL_MS)]);
      const where = screen.view()?.screen ?? 'nothing';
      reached.set(where, (reached.get(where) ?? 0) + 1);
      await hall.kiosk.stop('SIGKILL');
      await finished;
      hall.reader.remove();
      await hall.startKiosk();
    }

    // Kills that all struck on one screen would prove little.
    expect(reached.size).toBeGreaterThanOrEqual(4);
    expect(seen.size).toBeGreaterThan(10);
    await expect
      .poll(
        async () => {
          const rows = (await hall?.certifications()) ?? [];
          return [...seen.keys()].filter((number) => !rows.some((row) => row[0] === number));
        },
        { timeout: 30_000, interval: 500 },
      )
      .toEqual([]);
    const rows = await hall.certifications();
    const numbers = rows.map(([number]) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    // One visit each: no person may have been certified twice by a restart.
    const persons = rows.map((row) => row[1]);
    expect(new Set(persons).size).toBe(persons.length);
    for (const [number, idNumber] of seen) expect(rows.find((row) => row[0] === number)?.[1]).toBe(idNumber);
    expect(await runCommand('audit', 'verify', '--data', hall.dataDir)).toMatchObject({ code: 0 });
  },
  600_000,
);
