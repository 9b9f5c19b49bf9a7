import { expect, test } from 'vitest';
import { ok } from '../../../shared/result/result.ts';
import { settle } from '../support/clock.ts';
import { createWorld, LI, toResult, WANG } from '../support/world.ts';

test('a card that was held while paper moved is forgotten with the visit: nobody’s name comes back', async () => {
  const world = createWorld();
  await toResult(world, LI);
  world.printer.answer = 'hold';
  await world.tap({ type: 'print-receipt' });
  await world.card(WANG);
  await world.tap({ type: 'leave' });
  expect(world.screen()).toBe('home');
  world.printer.answer = ok(undefined);
  world.journal.known.clear();
  await toResult(world, LI);
  await settle();
  expect(world.on('result').maskedName).toBe('李＊珍');
});
