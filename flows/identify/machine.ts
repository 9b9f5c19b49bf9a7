import { assign, setup } from 'xstate';
import type { ReadFault } from '../../devices/contract/id-card-reader.ts';
import type { CardEvent, IntentEvent } from '../session/events.ts';
import type { Clock } from '../../shared/clock/clock.ts';
import type { CardPerson } from './person.ts';
import { cardExpired } from './person.ts';

/** Why no card could be taken, each with its own sentence. */
export type IdentifyTrouble = ReadFault | 'same-person' | 'expired' | 'reader-lost';

export interface IdentifyInput {
  /** The person's own card, or that of the relative who bears witness (亲属见证). */
  readonly whose: 'own' | 'witness';
  /** Number that may not bear witness: the person's own. */
  readonly exclude: string | undefined;
  readonly readerReady: boolean;
  /** A card is on the reader already and being read. */
  readonly reading: boolean;
}

export type IdentifyOutput =
  | { readonly kind: 'card'; readonly person: CardPerson }
  | { readonly kind: 'no-card' }
  | { readonly kind: 'back' };

interface IdentifyContext {
  readonly whose: 'own' | 'witness';
  readonly exclude: string | undefined;
  readonly provisionalName: string | null;
  readonly trouble: IdentifyTrouble | null;
  readonly startReading: boolean;
  readonly output: IdentifyOutput;
}

export const IDENTIFY_DELAYS = {
  /** A reader that announced a card and says no more; slow ones need 10 s and read every card. */
  readingPatience: 15_000,
} as const;

/** 请放身份证: from a placement to a verified card, with every way a reading can go wrong in words. */
export function createIdentifyMachine(clock: Pick<Clock, 'now'>) {
  return setup({
    types: {
      context: {} as IdentifyContext,
      events: {} as CardEvent | IntentEvent,
      input: {} as IdentifyInput,
      output: {} as IdentifyOutput,
    },
    guards: {
      alreadyReading: ({ context }) => context.startReading,
      excluded: ({ context, event }) =>
        event.type === 'card.read' && event.person.idNumber === context.exclude,
      // An expired card of one's own only closes the face; one who bears witness has to be beyond doubt.
      expiredWitness: ({ context, event }) =>
        event.type === 'card.read' && context.whose === 'witness' && cardExpired(event.person, clock.now()),
      own: ({ context }) => context.whose === 'own',
      lost: ({ event }) => event.type === 'card.status' && !event.ready,
      found: ({ context, event }) =>
        event.type === 'card.status' && event.ready && context.trouble === 'reader-lost',
    },
    actions: {
      begin: assign({ provisionalName: null, trouble: null }),
      name: assign({
        provisionalName: ({ context, event }) =>
          event.type === 'card.provisional-name' ? event.name : context.provisionalName,
      }),
      // No partial identity outlives a reading that did not come to its end.
      failed: assign({
        provisionalName: null,
        trouble: ({ event }) => (event.type === 'card.read-failed' ? event.fault : 'garbled'),
      }),
      expired: assign({ provisionalName: null, trouble: 'expired' }),
      samePerson: assign({ provisionalName: null, trouble: 'same-person' }),
      readerLost: assign({ provisionalName: null, trouble: 'reader-lost' }),
      readerFound: assign({ trouble: null }),
      take: assign({
        output: ({ context, event }) =>
          event.type === 'card.read' ? { kind: 'card' as const, person: event.person } : context.output,
      }),
      goBack: assign({ output: { kind: 'back' } }),
      goTyping: assign({ output: { kind: 'no-card' } }),
    },
    delays: IDENTIFY_DELAYS,
  }).createMachine({
    id: 'identify',
    context: ({ input }) => ({
      whose: input.whose,
      exclude: input.exclude,
      provisionalName: null,
      trouble: input.readerReady ? null : 'reader-lost',
      startReading: input.reading,
      output: { kind: 'back' },
    }),
    initial: 'opening',
    on: {
      'card.placed': { target: '.reading', actions: 'begin' },
      'card.read': [
        { guard: 'excluded', target: '.waiting', actions: 'samePerson' },
        { guard: 'expiredWitness', target: '.waiting', actions: 'expired' },
        { target: '.finished', actions: 'take' },
      ],
      'card.read-failed': { target: '.waiting', actions: 'failed' },
      'card.status': [
        { guard: 'lost', target: '.waiting', actions: 'readerLost' },
        { guard: 'found', actions: 'readerFound' },
      ],
      'intent.back': { target: '.finished', actions: 'goBack' },
      'intent.no-card': { guard: 'own', target: '.finished', actions: 'goTyping' },
    },
    states: {
      opening: { always: [{ guard: 'alreadyReading', target: 'reading' }, { target: 'waiting' }] },
      waiting: {},
      reading: {
        on: { 'card.provisional-name': { actions: 'name' } },
        after: { readingPatience: { target: 'waiting', actions: 'failed' } },
      },
      finished: { type: 'final' },
    },
    output: ({ context }) => context.output,
  });
}
