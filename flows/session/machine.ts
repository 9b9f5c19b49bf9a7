import { assign, forwardTo, fromCallback, setup } from 'xstate';
import type { Ease, ViewOf } from '../../shared/view/view.ts';
import type { AttemptLimiter } from '../certify/attempts.ts';
import type { Opening, VisitNews } from '../certify/context.ts';
import { createVisitMachine } from '../certify/machine.ts';
import type { Ports } from '../contract/ports.ts';
import type { CardPerson } from '../identify/person.ts';
import { personOf } from '../identify/person.ts';
import type { CardEvent, EaseEvent, IntentEvent, LeaveEvent } from './events.ts';

export const SESSION_DELAYS = {
  /** 我还在? */
  warnAfter: 45_000,
  /** After the warning; together 60 s, and then everything is forgotten. */
  wipeAfter: 15_000,
  /** 大字 and 高对比 chosen at home by somebody who went away. */
  easeRest: 60_000,
  /** How long the next one is told to look for a card that was left. */
  leftFor: 20_000,
  /** After a defect of ours: long enough to be seen, short enough that nobody is turned away for good. */
  recoverAfter: 30_000,
} as const;

export type ClosedReason = ViewOf<'out-of-service'>['reason'];

export const PLAIN_EASE: Ease = { text: 0, contrast: false, voice: 'off', language: 'zh-CN' };

export interface SessionContext {
  readonly ease: Ease;
  /** Counts visits: no page of one visit is a page of another. */
  readonly visits: number;
  /** How the visit begins; emptied as soon as it has begun. */
  readonly opening: Opening;
  /** A card was put down in the visit that just ended. */
  readonly cardUsed: boolean;
  /** A card that was put on while saving or printing: that person's visit comes next. */
  readonly held: CardPerson | undefined;
  readonly crashed: boolean;
}

export type SessionEvent =
  | IntentEvent
  | CardEvent
  | EaseEvent
  | LeaveEvent
  | VisitNews
  /** Profile, enrolment or store health changed. */
  | { readonly type: 'refresh' }
  /** The screen came up or came back. */
  | { readonly type: 'restart' };

/** Why no visit may begin; `undefined` when one may. A missing reader closes nothing: 没带卡 stays. */
export function closedReason(ports: Ports): ClosedReason | undefined {
  if (ports.county.revoked()) return 'revoked';
  // A store that came to harm may have lost its enrolment as well: the harm is what is told.
  switch (ports.journal.health()) {
    case 'ok':
      return ports.county.profile() === undefined ? 'not-enrolled' : undefined;
    case 'disk':
      return 'disk';
    case 'damaged':
      return 'store-damaged';
    case 'rolled-back':
      return 'rolled-back';
  }
}

/** The reader's events for as long as the machine runs. */
function createCards(ports: Ports) {
  return fromCallback<CardEvent>(({ sendBack }) =>
    ports.idCard?.subscribe((event) => {
      switch (event.type) {
        case 'placed':
          return sendBack({ type: 'card.placed' });
        case 'provisional-name':
          return sendBack({ type: 'card.provisional-name', name: event.name });
        case 'read':
          if (event.card.odd.length > 0)
            ports.journal.note('card-fields-odd', { fields: event.card.odd.join(' ') });
          return sendBack({ type: 'card.read', person: personOf(event.card) });
        case 'read-failed':
          return sendBack({ type: 'card.read-failed', fault: event.fault });
        case 'status':
          return sendBack({ type: 'card.status', ready: event.status.kind === 'ready' });
      }
    }),
  );
}

const NOTHING: Opening = { kind: 'menu' };

/** 待机 → one visit → 待机: idle time, 退出, card swap, wipe, and out of service. */
export function createSessionMachine(ports: Ports, limiter: AttemptLimiter) {
  const note = ports.journal.note.bind(ports.journal);

  return setup({
    types: {
      context: {} as SessionContext,
      events: {} as SessionEvent,
      children: {} as { visit: 'visit'; cards: 'cards' },
    },
    actors: { visit: createVisitMachine(ports, limiter), cards: createCards(ports) },
    guards: {
      closed: ({ context }) => context.crashed || closedReason(ports) !== undefined,
      crashed: ({ context }) => context.crashed,
      certify: ({ event }) => event.type === 'intent.choose-service' && event.service === 'certify',
      held: ({ context }) => context.held !== undefined,
      cardUsed: ({ context }) => context.cardUsed,
    },
    actions: {
      ease: assign({
        ease: ({ context, event }) =>
          event.type === 'ease' ? { ...context.ease, ...event.change } : context.ease,
      }),
      plainEase: assign({ ease: PLAIN_EASE }),
      forgetAll: assign({ ease: PLAIN_EASE, opening: NOTHING, held: undefined }),
      count: assign({ visits: ({ context }) => context.visits + 1 }),
      openEmpty: assign({ opening: NOTHING }),
      openReading: assign({ opening: { kind: 'reading' }, cardUsed: true }),
      openSwapped: assign({
        ease: PLAIN_EASE,
        cardUsed: true,
        opening: ({ event }) =>
          event.type === 'visit.swap' ? { kind: 'card' as const, person: event.person } : NOTHING,
      }),
      openHeld: assign({
        ease: PLAIN_EASE,
        cardUsed: true,
        opening: ({ context }) =>
          context.held === undefined ? NOTHING : { kind: 'card' as const, person: context.held },
        held: undefined,
      }),
      hold: assign({
        held: ({ context, event }) => (event.type === 'visit.swap' ? event.person : context.held),
      }),
      useCard: assign({ cardUsed: true }),
      noCard: assign({ cardUsed: false }),
      crash: assign({ crashed: true }),
      recover: assign({ crashed: false }),
      toVisit: forwardTo('visit'),
      note: (_, event: string) => note(event),
      noteEnd: (_, how: string) => note('visit-ended', { how }),
    },
    delays: SESSION_DELAYS,
  }).createMachine({
    id: 'session',
    context: {
      ease: PLAIN_EASE,
      visits: 0,
      opening: NOTHING,
      held: undefined,
      cardUsed: false,
      crashed: false,
    },
    // A reader whose driver throws leaves the other ways open.
    invoke: { id: 'cards', src: 'cards', onError: { actions: { type: 'note', params: 'reader-crashed' } } },
    initial: 'starting',
    on: { ease: { actions: 'ease' } },
    states: {
      starting: { always: [{ guard: 'closed', target: 'closed' }, { target: 'home' }] },

      closed: {
        entry: 'forgetAll',
        on: {
          refresh: { target: 'starting', actions: 'recover' },
          restart: { target: 'starting', actions: 'recover' },
        },
        after: { recoverAfter: { guard: 'crashed', target: 'starting', actions: 'recover' } },
      },

      home: {
        entry: 'forgetAll',
        on: {
          refresh: { guard: 'closed', target: 'closed' },
          'intent.choose-service': [
            { guard: 'closed', target: 'closed' },
            { guard: 'certify', target: 'visit', actions: 'openEmpty' },
          ],
          // Only a placement begins a visit. A reading that is still under way when somebody leaves
          // must not bring that person's name back.
          'card.placed': [
            { guard: 'closed', target: 'closed' },
            { target: 'visit', actions: 'openReading' },
          ],
          ease: { target: '.resting', actions: 'ease' },
        },
        initial: 'deciding',
        states: {
          deciding: { always: [{ guard: 'cardUsed', target: 'justLeft' }, { target: 'plain' }] },
          justLeft: { exit: 'noCard', after: { leftFor: 'plain' } },
          plain: {},
          resting: { after: { easeRest: { target: 'plain', actions: 'plainEase' } } },
        },
      },

      visit: {
        entry: ['count', { type: 'note', params: 'visit-started' }],
        invoke: {
          id: 'visit',
          src: 'visit',
          input: ({ context }) => ({ opening: context.opening }),
          onDone: { target: 'leaving', actions: { type: 'noteEnd', params: 'done' } },
          onError: { target: 'closed', actions: ['crash', { type: 'noteEnd', params: 'crashed' }] },
        },
        initial: 'present',
        on: {
          leave: { target: 'leaving', actions: { type: 'noteEnd', params: 'left' } },
          restart: { target: 'leaving', actions: { type: 'noteEnd', params: 'screen-restarted' } },
          'visit.swap': {
            target: 'visit',
            reenter: true,
            actions: ['openSwapped', { type: 'noteEnd', params: 'card-swapped' }],
          },
          'visit.saving': '.saving',
          'visit.busy': '.busy',
        },
        states: {
          present: {
            entry: 'openEmpty',
            after: { warnAfter: 'warning' },
            on: {
              'intent.*': { target: 'present', reenter: true, actions: 'toVisit' },
              'card.*': { target: 'present', reenter: true, actions: ['useCard', 'toVisit'] },
              'card.status': { actions: 'toVisit' },
              ease: { target: 'present', reenter: true, actions: 'ease' },
              'visit.face': { target: 'present', reenter: true },
            },
          },
          warning: {
            after: {
              wipeAfter: { target: '#session.leaving', actions: { type: 'noteEnd', params: 'idle' } },
            },
            on: {
              // The tap that says 我还在 means nothing else.
              'intent.*': 'present',
              'card.*': { target: 'present', actions: ['useCard', 'toVisit'] },
              'card.status': { actions: 'toVisit' },
              ease: { target: 'present', actions: 'ease' },
              'visit.face': 'present',
            },
          },
          /** The record is being written: not even 退出 comes between. */
          saving: {
            on: {
              leave: {},
              'card.read': { actions: 'toVisit' },
              'visit.swap': { actions: 'hold' },
              'visit.free': [{ guard: 'held', target: 'next' }, { target: 'present' }],
            },
          },
          /** Reporting or printing: nothing counts as idle. */
          busy: {
            on: {
              'intent.*': { actions: 'toVisit' },
              'card.read': { actions: 'toVisit' },
              'visit.swap': { actions: 'hold' },
              'visit.free': [{ guard: 'held', target: 'next' }, { target: 'present' }],
            },
          },
          next: {
            always: {
              target: '#session.visit',
              reenter: true,
              actions: ['openHeld', { type: 'noteEnd', params: 'card-swapped' }],
            },
          },
        },
      },

      /** What a visit knew is gone; whether another may begin is asked anew. */
      leaving: { always: [{ guard: 'closed', target: 'closed' }, { target: 'home' }] },
    },
  });
}
