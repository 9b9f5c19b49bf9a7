import { expect, it } from 'vitest';
import { countRefusals } from '../../../app/terminal/channel/refusals.ts';
import { attachScreen } from '../../../app/terminal/channel/screen-channel.ts';
import { CHANNEL_MAX_BYTES } from '../../../shared/view/channel.ts';
import { fakeClock } from '../shell/support/fake-clock.ts';
import { fakeKiosk } from './fake-kiosk.ts';

it('measures a message in bytes, where nothing measured it before', () => {
  const refusals = countRefusals(() => undefined);
  const port = { send: () => undefined };
  const screen = attachScreen(fakeKiosk(), port, fakeClock(), refusals, () => undefined);
  // Three bytes each in UTF-8: half as many characters as there may be bytes.
  screen.receive('柏'.repeat(CHANNEL_MAX_BYTES / 2));
  screen.receive('x'.repeat(CHANNEL_MAX_BYTES / 2));
  expect(refusals.counts).toEqual({ oversized: 1, flooding: 0, malformed: 1 });
});
