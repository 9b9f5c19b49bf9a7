import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { createAttemptLimiter } from '../../../flows/certify/attempts.ts';
import { timerClock } from '../../../flows/session/clock.ts';
import { eventOf } from '../../../flows/session/events.ts';
import { createSessionMachine } from '../../../flows/session/machine.ts';
import { viewOfSession } from '../../../flows/session/view.ts';
import type { Intent } from '../../../shared/view/intents.ts';
import { settle } from '../support/clock.ts';
import { createWorld, LI, toCapture, toConsent, toResult, WANG } from '../support/world.ts';

describe('idle', () => {
  test('a warning at 45 s, home at 60 s', async () => {
    const world = createWorld();
    await toConsent(world);
    await world.clock.advance(44_900);
    expect(world.screen()).toBe('consent');
    await world.clock.advance(100);
    expect(world.screen()).toBe('still-here');
    await world.clock.advance(14_900);
    expect(world.screen()).toBe('still-here');
    await world.clock.advance(100);
    expect(world.screen()).toBe('home');
    expect(world.journal.notes.at(-1)).toEqual({ event: 'visit-ended', details: { how: 'idle' } });
  });

  test('我还在 brings back the same screen, and the tap means nothing else', async () => {
    const world = createWorld();
    await toConsent(world);
    await world.clock.advance(45_000);
    await world.tap({ type: 'agree' });
    expect(world.screen()).toBe('consent');
    await world.clock.advance(45_000);
    await world.tap({ type: 'touch' });
    expect(world.screen()).toBe('consent');
    await world.clock.advance(44_900);
    expect(world.screen()).toBe('consent');
  });

  test('a tap, the own card, and 大字 each start the time anew', async () => {
    const world = createWorld();
    await toConsent(world);
    const signs = [
      () => world.tap({ type: 'choose-receipt', choice: 'none' }),
      () => world.card(LI),
      () => world.tap({ type: 'set-text', text: 1 }),
    ];
    for (const sign of signs) {
      await world.clock.advance(44_000);
      await sign();
      expect(world.screen()).toBe('consent');
    }
    await world.clock.advance(44_000);
    expect(world.screen()).toBe('consent');
  });

  test('a face in view is activity', async () => {
    // Somebody who stands there and moves nothing: attempts take longer than 45 s together.
    const world = createWorld({ persona: 'no-blink' });
    await toCapture(world);
    await world.until('fallback', 44_000);
    expect(world.views.map((view) => view.screen)).not.toContain('still-here');
    const waited = world.clock.monotonic();
    await world.until('still-here');
    expect(world.clock.monotonic() - waited).toBeGreaterThan(43_000);
  });

  test('nobody in view is none', async () => {
    const world = createWorld({ persona: 'nobody' });
    await toCapture(world);
    await world.until('still-here');
    await world.until('home', 15_100);
  });

  test('never while saving, reporting or printing', async () => {
    const world = createWorld();
    world.journal.fault = 'hold';
    world.county.settleAnswers = ['hold'];
    await toCapture(world);
    await world.until('working');
    await world.clock.advance(29_000);
    expect(world.on('working').what).toBe('saving');
    world.journal.release();
    await settle();
    expect(world.on('working').what).toBe('reporting');
    world.county.releaseSettle(undefined);
    await settle();
    world.printer.answer = 'hold';
    await world.tap({ type: 'print-receipt' });
    await world.clock.advance(44_999);
    expect(world.on('result').receipt).toBe('printing');
    expect(world.views.map((view) => view.screen)).not.toContain('still-here');
  });

  test('大字 and 高对比 hold for the visit only, and at home for a minute', async () => {
    const world = createWorld();
    await world.tap({ type: 'set-contrast', contrast: true });
    await toConsent(world);
    await world.tap({ type: 'set-text', text: 2 });
    expect(world.on('consent').ease).toMatchObject({ text: 2, contrast: true });
    await world.tap({ type: 'leave' });
    expect(world.on('home').ease).toMatchObject({ text: 0, contrast: false });
    await world.tap({ type: 'set-language', language: 'en' });
    await world.clock.advance(60_000);
    expect(world.on('home').ease.language).toBe('zh-CN');
  });
});

describe('the wipe', () => {
  /** The machine itself, so that everything it remembers can be read. */
  function bareSession() {
    const world = createWorld({ start: false });
    const limiter = createAttemptLimiter(world.clock, world.ports.random);
    const actor = createActor(createSessionMachine(world.ports, limiter), { clock: timerClock(world.clock) });
    actor.start();
    const memory = (): string => JSON.stringify(actor.getPersistedSnapshot());
    const screen = (): string => viewOfSession(actor.getSnapshot(), world.ports, limiter).view.screen;
    const tap = async (intent: Intent): Promise<void> => {
      actor.send(eventOf(intent));
      await settle();
    };
    return { world, memory, screen, tap };
  }
  const tokens = [LI.idNumber, LI.name, '李', WANG.idNumber, WANG.name, '9901'];
  const known = (memory: string): string[] => tokens.filter((token) => memory.includes(token));

  test('after a visit the memory names nobody', async () => {
    const { world, memory, screen, tap } = bareSession();
    await world.card(LI);
    expect(known(memory())).toContain(LI.idNumber);
    await tap({ type: 'confirm-me' });
    await tap({ type: 'agree' });
    for (let i = 0; i < 400 && screen() !== 'result'; i++) await world.clock.advance(100);
    expect(screen()).toBe('result');
    await world.clock.advance(60_000);
    expect(screen()).toBe('home');
    expect(known(memory())).toEqual([]);
  });

  test('after a swap the memory names only the new person', async () => {
    const { world, memory, screen, tap } = bareSession();
    await world.card(LI);
    await tap({ type: 'confirm-me' });
    await world.card(WANG);
    expect(screen()).toBe('confirm-identity');
    expect(known(memory())).not.toContain(LI.idNumber);
    expect(known(memory())).toContain(WANG.idNumber);
    await tap({ type: 'leave' });
    expect(known(memory())).toEqual([]);
  });

  test('a card that was held while printing is forgotten with its own visit', async () => {
    const { world, memory, screen, tap } = bareSession();
    await world.card(LI);
    await tap({ type: 'confirm-me' });
    await tap({ type: 'agree' });
    for (let i = 0; i < 400 && screen() !== 'result'; i++) await world.clock.advance(100);
    world.printer.answer = 'hold';
    await tap({ type: 'print-receipt' });
    await world.card(WANG);
    expect(screen()).toBe('result');
    world.printer.release({ ok: true, value: undefined });
    await settle();
    expect(screen()).toBe('confirm-identity');
    expect(known(memory())).not.toContain(LI.idNumber);
    await tap({ type: 'leave' });
    expect(known(memory())).toEqual([]);
  });

  test('the audit notes name nobody', async () => {
    const world = createWorld();
    await toResult(world);
    await world.card(WANG);
    await world.tap({ type: 'leave' });
    expect(known(JSON.stringify(world.journal.notes))).toEqual([]);
  });
});
