import { afterEach, describe, expect, it } from 'vitest';
import type { Hall } from './hall.ts';
import { openHall } from './hall.ts';
import { readVector } from './peers/card-reader.ts';
import { haveSocat } from './peers/pty.ts';
import { openScreen } from './screen-client.ts';

const card = readVector('tests/fixtures/sam/citizen_readbase_1295.hex');
const RETIREE = '110101190001010014,测试甲,rural,990101001001,,receiving,,,,2015-01,';

describe.runIf(haveSocat())('a county over TLS', () => {
  let hall: Hall | undefined;
  afterEach(async () => {
    await hall?.close();
    hall = undefined;
  });

  it('certifies through the authority that the configuration names', async () => {
    hall = await openHall({ persons: [RETIREE], tls: { trust: 'ca.pem' } });
    const screen = await openScreen(hall.kiosk.url);
    await screen.until('home');
    hall.reader.place(card);
    await screen.until('confirm-identity', (view) => !view.busy);
    screen.tap({ type: 'confirm-me' });
    await screen.until('consent');
    screen.tap({ type: 'agree' });
    expect((await screen.until('result')).outcome).toBe('accepted');
    expect(await hall.certifications()).toHaveLength(1);
    screen.close();
  });

  it('tells nothing to a county of another authority', async () => {
    hall = await openHall({ persons: [RETIREE], tls: { trust: 'other-ca.pem' } });
    const screen = await openScreen(hall.kiosk.url);
    expect((await screen.until('out-of-service', (view) => view.reason !== 'starting')).reason).toBe(
      'not-enrolled',
    );
    await expect.poll(() => hall?.kiosk.output()).toContain('not enrolled yet');
    screen.close();
  });
});
