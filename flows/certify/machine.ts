import { assign, sendTo } from 'xstate';
import { monthOf } from '../../shared/dates/month.ts';
import type { Ports } from '../contract/ports.ts';
import type { AttemptLimiter } from './attempts.ts';
import { EMPTY_VISIT, personIn } from './context.ts';
import { ruleOf } from './effects.ts';
import { outcomeOf, slipOf } from './outcome.ts';
import { committedIn, createVisitSetup, letterheadOf, recordedIn, reprintOf, wasSuspended } from './setup.ts';
import { standing } from './standing.ts';

/**
 * One visit for 资格认证, from the card to the slip. Its context is all that the machine knows of the
 * person; the session ends the actor, and with it the knowledge.
 */
export function createVisitMachine(ports: Ports, limiter: AttemptLimiter) {
  const readerReady = (): boolean => ports.idCard?.status().kind === 'ready';

  return createVisitSetup(ports, limiter).createMachine({
    id: 'visit',
    context: ({ input }) => ({
      ...EMPTY_VISIT,
      opening: input.opening,
      person: input.opening.kind === 'card' ? input.opening.person : undefined,
    }),
    initial: 'opening',
    on: {
      // The same card again is only a sign of life; another one is another person.
      'card.read': [{ guard: 'samePerson' }, { actions: 'swap' }],
      'receipt.printing': { actions: ['paperMoves', 'sayBusy'] },
      'receipt.rested': { actions: 'sayFree' },
    },
    states: {
      opening: { always: [{ guard: 'hasPerson', target: 'confirm' }, { target: 'identify' }] },

      identify: {
        invoke: {
          id: 'identify',
          src: 'identify',
          input: ({ context }) => ({
            whose: 'own',
            exclude: undefined,
            readerReady: readerReady(),
            reading: context.opening.kind === 'reading',
          }),
          onDone: [
            {
              guard: ({ event }) => event.output.kind === 'card',
              target: 'confirm',
              actions: assign({
                person: ({ event }) => (event.output.kind === 'card' ? event.output.person : undefined),
              }),
            },
            { guard: ({ event }) => event.output.kind === 'no-card', target: 'number' },
            { target: 'ended' },
          ],
          onError: 'ended',
        },
        on: { 'card.*': { actions: 'toIdentify' }, 'intent.*': { actions: 'toIdentify' } },
      },

      number: {
        invoke: {
          id: 'keypad',
          src: 'keypad',
          input: { what: 'id-number' },
          onDone: [
            {
              guard: ({ event }) => event.output.kind === 'number',
              target: 'fallback',
              actions: [
                assign({
                  person: ({ event }) =>
                    event.output.kind === 'number'
                      ? { source: 'typed' as const, idNumber: event.output.number, name: '' as const }
                      : undefined,
                }),
                { type: 'because', params: 'no-card' },
                'presetReceipt',
              ],
            },
            { target: 'identifyAgain' },
          ],
          onError: 'ended',
        },
        on: { 'intent.*': { actions: 'toKeypad' } },
      },

      identifyAgain: { entry: 'forget', always: 'identify' },

      confirm: {
        initial: 'asking',
        states: {
          asking: {
            on: { 'intent.confirm-me': 'looking', 'intent.not-me': '#visit.identifyAgain' },
          },
          looking: {
            invoke: {
              src: 'lookup',
              input: ({ context }) => ({ person: personIn(context) }),
              onDone: {
                target: '#visit.deciding',
                actions: assign(({ event }) => ({
                  ...event.output,
                  standing: standing(
                    event.output.facts,
                    event.output.earlier,
                    ruleOf(ports),
                    monthOf(ports.clock.now()),
                  ),
                })),
              },
              onError: { target: '#visit.deciding', actions: 'unreachable' },
            },
            after: { lookupPatience: { target: '#visit.deciding', actions: 'unreachable' } },
          },
        },
      },

      deciding: {
        always: [
          { guard: 'ineligible', target: 'turnedAway', actions: 'turnAway' },
          { guard: 'already', target: 'already' },
          { guard: 'owesInterimReceipt', target: 'owed' },
          { target: 'due' },
        ],
      },

      /** The slip of an earlier record that extends nothing; then what the person came for. */
      owed: {
        entry: 'recall',
        exit: 'sayFree',
        invoke: {
          id: 'receipt',
          src: 'receipt',
          input: ({ context }) => reprintOf(ports, context),
          onError: 'due',
        },
        on: {
          'intent.print-receipt': { actions: 'toReceipt' },
          'intent.choose-receipt': { actions: 'toReceipt' },
          'intent.done': { target: 'due', actions: 'waiveReceipt' },
        },
      },

      due: {
        entry: ['beginAfresh', 'presetReceipt'],
        always: [
          { guard: 'expired', target: 'fallback', actions: { type: 'because', params: 'card-expired' } },
          { target: 'consent' },
        ],
      },

      already: {
        initial: 'deciding',
        on: {
          'intent.certify-again': 'due',
          'intent.done': 'ended',
        },
        states: {
          deciding: { always: [{ guard: 'owesReceipt', target: 'owing' }, { target: 'settled' }] },
          settled: {},
          owing: {
            // A receipt that is stopped in the middle of printing cannot say that it rests.
            exit: 'sayFree',
            on: { 'intent.print-receipt': { actions: 'toReceipt' } },
            invoke: {
              id: 'receipt',
              src: 'receipt',
              input: ({ context }) => reprintOf(ports, context),
              onError: 'settled',
            },
          },
        },
      },

      consent: {
        on: {
          'intent.choose-receipt': { actions: 'chooseReceipt' },
          'intent.agree': [
            { guard: 'faceOpen', target: 'capture', actions: 'consent' },
            { guard: 'tooMany', target: 'fallback', actions: { type: 'because', params: 'not-seen' } },
            { target: 'fallback', actions: { type: 'because', params: 'no-camera' } },
          ],
          'intent.decline-face': { target: 'fallback', actions: { type: 'because', params: 'declined' } },
          'intent.back': 'confirm',
        },
      },

      capture: {
        entry: 'newRound',
        initial: 'attempting',
        on: {
          'intent.back': 'consent',
          'intent.other-way': { target: 'fallback', actions: { type: 'because', params: 'chosen' } },
        },
        states: {
          attempting: {
            entry: 'newAttempt',
            invoke: {
              src: 'attempt',
              input: ({ context }) => ({ attempt: context.missed + 1 }),
              onError: { target: '#visit.fallback.cameraLost', actions: 'noteCrash' },
            },
            on: {
              'liveness.progress': { actions: 'progress' },
              'liveness.seen': { actions: 'sayFace' },
              'liveness.passed': { target: '#visit.saving', actions: 'passed' },
              'liveness.failed': [
                {
                  guard: 'nobodyThere',
                  target: '#visit.fallback',
                  actions: ['noteNobody', { type: 'because', params: 'not-seen' }],
                },
                { target: 'failed', actions: ['missed', 'countFailure'] },
              ],
              'liveness.lost': { target: '#visit.fallback.cameraLost', actions: 'noteLost' },
            },
          },
          failed: {
            always: [
              { guard: 'tooMany', target: '#visit.fallback' },
              { guard: 'roundLeft', target: 'onceMore' },
              { target: '#visit.fallback' },
            ],
          },
          onceMore: { entry: 'onceMore', after: { onceMore: 'attempting' } },
        },
      },

      fallback: {
        on: {
          'intent.choose-fallback': [
            { guard: ({ event }) => event.way === 'witness', target: 'witness' },
            { guard: ({ event }) => event.way === 'visit', target: 'phone' },
            { guard: ({ event }) => event.way === 'counter', target: 'saving', actions: 'atCounter' },
            { guard: 'faceOpen', target: 'retrying' },
          ],
          'intent.back': [
            { guard: 'typed', target: 'number', actions: 'forget' },
            { guard: 'expired', target: 'confirm' },
            { target: 'consent' },
          ],
        },
        initial: 'choosing',
        states: {
          choosing: {},
          /** The attempt broke off with the camera; as long as the person waits it goes on with it, too. */
          cameraLost: {
            entry: { type: 'because', params: 'no-camera' },
            invoke: { src: 'cameraBack', onError: 'choosing' },
            on: { 'camera.back': { guard: 'resumable', target: '#visit.capture', actions: 'resume' } },
            after: { cameraPatience: 'choosing' },
          },
        },
      },

      retrying: { always: [{ guard: 'consented', target: 'capture' }, { target: 'consent' }] },

      witness: {
        invoke: {
          id: 'identify',
          src: 'identify',
          input: ({ context }) => ({
            whose: 'witness',
            exclude: personIn(context).idNumber,
            readerReady: readerReady(),
            reading: false,
          }),
          onDone: [
            {
              guard: ({ event }) => event.output.kind === 'card',
              target: 'saving',
              actions: assign({
                proof: ({ context, event }) =>
                  event.output.kind === 'card'
                    ? { method: 'witness' as const, witness: event.output.person }
                    : context.proof,
              }),
            },
            { target: 'fallback' },
          ],
          onError: 'fallback',
        },
        on: { 'card.*': { actions: 'toIdentify' }, 'intent.*': { actions: 'toIdentify' } },
      },

      phone: {
        invoke: {
          id: 'keypad',
          src: 'keypad',
          input: { what: 'phone' },
          onDone: [
            { guard: ({ event }) => event.output.kind === 'back', target: 'fallback' },
            {
              target: 'saving',
              actions: assign({
                proof: ({ event }) => ({
                  method: 'visit' as const,
                  phone: event.output.kind === 'number' ? event.output.number : undefined,
                }),
              }),
            },
          ],
          onError: 'fallback',
        },
        on: { 'intent.*': { actions: 'toKeypad' } },
      },

      saving: {
        entry: ['saySaving', 'noteWay'],
        invoke: {
          src: 'commit',
          input: ({ context }) => ({ person: personIn(context), proof: context.proof }),
          onDone: [
            {
              guard: ({ event }) => event.output.ok,
              target: 'reporting',
              actions: assign({
                committed: ({ context, event }) => (event.output.ok ? event.output.value : context.committed),
              }),
            },
            { target: 'turnedAway', actions: 'notSaved' },
          ],
          onError: { target: 'turnedAway', actions: 'notSaved' },
        },
        after: { savePatience: { target: 'turnedAway', actions: 'notSaved' } },
      },

      reporting: {
        entry: 'sayBusy',
        invoke: {
          src: 'settle',
          input: ({ context }) => ({ certificateNo: committedIn(context).certificateNo }),
          onDone: {
            target: 'answered',
            actions: assign({
              outcome: ({ context, event }) =>
                outcomeOf(committedIn(context), event.output, personIn(context)),
            }),
          },
          onError: { target: 'answered', actions: 'unanswered' },
        },
        after: { settlePatience: { target: 'answered', actions: 'unanswered' } },
      },

      answered: {
        always: [
          { guard: 'recorded', target: 'result' },
          { target: 'turnedAway', actions: 'keepNoReceipt' },
        ],
      },

      result: {
        entry: 'sayFree',
        initial: 'deciding',
        invoke: {
          id: 'receipt',
          src: 'receipt',
          input: ({ context }) => ({
            slip: slipOf(recordedIn(context), personIn(context), context.proof.method, wasSuspended(context)),
            letterhead: letterheadOf(ports),
            choice: context.receiptChoice,
            reprint: false,
          }),
          // Without its receipt the result still stands.
          onError: '.settled',
        },
        on: {
          'intent.print-receipt': { actions: 'toReceipt' },
          'intent.choose-receipt': { actions: 'toReceipt' },
          'intent.done': 'ended',
        },
        states: {
          deciding: { always: [{ guard: 'queued', target: 'listening' }, { target: 'settled' }] },
          listening: {
            invoke: {
              src: 'lateAnswer',
              input: ({ context }) => ({ certificateNo: recordedIn(context).certificateNo }),
              onDone: [
                {
                  // Screen and slip never say different things: once paper moved, nothing changes.
                  guard: ({ context, event }) =>
                    !context.slipOut && event.output !== undefined && event.output.decision !== 'refused',
                  target: 'settled',
                  actions: [
                    assign({
                      outcome: ({ context, event }) =>
                        outcomeOf(committedIn(context), event.output, personIn(context)),
                    }),
                    sendTo('receipt', ({ context }) => ({
                      type: 'slip.status' as const,
                      status: recordedIn(context).status,
                    })),
                  ],
                },
                { target: 'settled' },
              ],
              onError: 'settled',
            },
          },
          settled: {},
        },
      },

      turnedAway: {
        entry: ['sayFree', 'noteTurnedAway'],
        on: { 'intent.done': 'ended' },
      },

      ended: { type: 'final' },
    },
  });
}
