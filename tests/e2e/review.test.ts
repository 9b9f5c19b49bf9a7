import { afterAll, describe, expect, it } from 'vitest';
import type { Hall } from './hall.ts';
import { openHall } from './hall.ts';
import { readVector } from './peers/card-reader.ts';
import { haveSocat } from './peers/pty.ts';
import { runCommand } from './processes.ts';
import { openScreen } from './screen-client.ts';

const card = readVector('tests/fixtures/sam/citizen_readbase_1295.hex');
const RETIREE = '110101190001010014,测试甲,rural,990101001001,,receiving,,,,2015-01,';

describe.runIf(haveSocat())('another way', () => {
  let hall: Hall | undefined;
  afterAll(() => hall?.close());

  it('a picture held up twice ends at the counter with a number, and counts once an officer accepts it', async () => {
    hall = await openHall({ persons: [RETIREE], persona: 'photo' });
    const screen = await openScreen(hall.kiosk.url);
    await screen.until('home');
    hall.reader.place(card);
    await screen.until('confirm-identity', (view) => !view.busy);
    screen.tap({ type: 'confirm-me' });
    await screen.until('consent');
    screen.tap({ type: 'agree' });
    await screen.until('capture', (view) => view.attempt === 2);
    await screen.until('fallback');
    screen.tap({ type: 'choose-fallback', way: 'counter' });
    const result = await screen.until('result');
    expect(result).toMatchObject({ outcome: 'submitted', method: 'counter' });
    screen.close();

    const number = result.certificateNo ?? '';
    const row = async (): Promise<string[]> =>
      (await hall?.certifications())?.find(([no]) => no === number) ?? [];
    expect((await row()).slice(3, 5)).toEqual(['counter', 'submitted']);
    expect((await row()).at(-1)).toBe('');
    expect((await runCommand('county', 'review', 'list', '--db', hall.db)).stdout).toContain(number);
    const decide = (): ReturnType<typeof runCommand> =>
      runCommand(
        'county',
        'review',
        'accept',
        number,
        '--operator',
        '王经办',
        '--reason',
        '当面核实',
        '--db',
        hall?.db ?? '',
      );
    expect((await decide()).code).toBe(0);
    expect((await row())[4]).toBe('accepted');
    expect((await row()).at(-1)).toBe(result.validThrough);
    expect((await decide()).code).toBe(1);
  });
});
