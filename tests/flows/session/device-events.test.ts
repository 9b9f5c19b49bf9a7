import { describe, expect, test } from 'vitest';
import type { ScreenName } from '../../../shared/view/view.ts';
import { settle } from '../support/clock.ts';
import { PAPER_OK } from '../support/fakes.ts';
import type { World } from '../support/world.ts';
import { createWorld, LI, toCapture, toConsent, toFallback, toResult, WANG } from '../support/world.ts';

/** How to get to each screen; LI is the person of the visit where there is one. */
const SCREENS = {
  home: () => settle(),
  identify: (world) => world.tap({ type: 'choose-service', service: 'certify' }),
  'enter-number': async (world) => {
    await world.tap({ type: 'choose-service', service: 'certify' });
    await world.tap({ type: 'no-card' });
  },
  'confirm-identity': (world) => world.card(LI),
  'already-certified': async (world) => {
    world.county.lookupAnswer = {
      ok: true,
      value: { kind: 'known', status: 'receiving', certifiedThrough: '2027-10' },
    };
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
  },
  consent: (world) => toConsent(world),
  capture: (world) => toCapture(world),
  fallback: (world) => toFallback(world),
  working: async (world) => {
    world.journal.fault = 'hold';
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'counter' });
  },
  result: (world) => toResult(world),
  'result, of an earlier visit': async (world) => {
    world.journal.known.set(LI.idNumber, {
      certificateNo: '9901010001000007',
      occurredAt: world.clock.now(),
      method: 'witness',
      validThrough: '2027-10',
      recordHash: 'ef'.repeat(32),
      state: 'submitted',
      receipt: 'pending',
    });
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
  },
  'still-here': async (world) => {
    await toConsent(world);
    await world.clock.advance(45_000);
  },
  'out-of-service': async (world) => {
    world.journal.state = 'disk';
    world.kiosk.refresh();
    await settle();
  },
} satisfies Partial<Record<ScreenName | `${ScreenName}, ${string}`, (world: World) => Promise<unknown>>>;
type Name = keyof typeof SCREENS;
const screenOf = (name: Name) => name.split(',')[0] as ScreenName;

const EVENTS = {
  placed: (world: World) => world.reader.emit({ type: 'placed' }),
  'provisional-name': (world: World) => world.reader.emit({ type: 'provisional-name', name: WANG.name }),
  'read, the same person': (world: World) => world.reader.emit({ type: 'read', card: LI }),
  'read, another person': (world: World) => world.reader.emit({ type: 'read', card: WANG }),
  'read-failed': (world: World) => world.reader.emit({ type: 'read-failed', fault: 'garbled' }),
  'reader absent': (world: World) => world.reader.emit({ type: 'status', status: { kind: 'absent' } }),
  'reader ready': (world: World) => world.reader.emit({ type: 'status', status: { kind: 'ready' } }),
  'printer out': (world: World) => world.printer.say({ ...PAPER_OK, paper: 'out' }),
  'camera absent': async (world: World) => {
    world.face.setLink({ kind: 'absent' });
    await world.clock.advance(300);
  },
  'county away': (world: World) => {
    world.county.isOnline = false;
    world.county.changed();
  },
} satisfies Record<string, (world: World) => unknown>;
type EventName = keyof typeof EVENTS;

/** Where an event leads. What is not named here is ignored: the screen stays as it is. */
const LEADS: Readonly<Partial<Record<EventName, Partial<Record<Name, ScreenName>>>>> = {
  placed: { home: 'identify', 'still-here': 'consent' },
  'provisional-name': { 'still-here': 'consent' },
  'read-failed': { 'still-here': 'consent' },
  'read, the same person': {
    identify: 'confirm-identity',
    // Only a number was typed there so far, or nothing: a card is more.
    'enter-number': 'confirm-identity',
    'still-here': 'consent',
  },
  'read, another person': {
    identify: 'confirm-identity',
    'enter-number': 'confirm-identity',
    'already-certified': 'confirm-identity',
    consent: 'confirm-identity',
    capture: 'confirm-identity',
    fallback: 'confirm-identity',
    result: 'confirm-identity',
    'result, of an earlier visit': 'confirm-identity',
    'still-here': 'confirm-identity',
  },
  'camera absent': { capture: 'fallback' },
};

describe('every device event on every screen', () => {
  for (const [event, emit] of Object.entries(EVENTS) as [EventName, (world: World) => unknown][]) {
    for (const [screen, go] of Object.entries(SCREENS) as [Name, (world: World) => Promise<unknown>][]) {
      const expected = LEADS[event]?.[screen] ?? screenOf(screen);
      test(`${event} on ${screen}: ${expected === screenOf(screen) ? 'stays' : expected}`, async () => {
        const world = createWorld();
        await go(world);
        expect(world.screen()).toBe(screenOf(screen));
        await emit(world);
        await settle();
        expect(world.screen()).toBe(expected);
        // Whatever happened, a name of somebody else is never on the screen of this visit.
        const shown = JSON.stringify(world.kiosk.view());
        if (!['identify', 'confirm-identity'].includes(world.screen())) expect(shown).not.toContain('王');
        world.kiosk.stop();
      });
    }
  }
});
