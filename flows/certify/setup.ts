import type { ActorRefFrom } from 'xstate';
import { assign, forwardTo, sendParent, setup } from 'xstate';
import { monthOf } from '../../shared/dates/month.ts';
import type { CommittedCertification } from '../contract/journal.ts';
import type { Ports } from '../contract/ports.ts';
import { keypadMachine } from '../identify/keypad.ts';
import { createIdentifyMachine } from '../identify/machine.ts';
import { cardExpired } from '../identify/person.ts';
import type { ReceiptInput } from '../print/machine.ts';
import { createReceiptMachine } from '../print/machine.ts';
import { paperWord } from '../print/readiness.ts';
import type { Letterhead } from '../print/receipt.ts';
import type { AttemptLimiter } from './attempts.ts';
import type { FallbackReason, VisitContext, VisitEvent, VisitInput, VisitNews } from './context.ts';
import { EMPTY_VISIT, fallbackReasonOf, faceProof, personIn } from './context.ts';
import { createEffects, ruleOf } from './effects.ts';
import { createAttempt, FIRST_PROGRESS } from './liveness/attempt.ts';
import { createCameraBack } from './liveness/camera-back.ts';
import type { Outcome, Recorded } from './outcome.ts';
import { outcomeOf, recalled, slipOf } from './outcome.ts';
import type { Owing } from './standing.ts';
import { owesInterimReceipt, owesReceipt, standing } from './standing.ts';

export const VISIT_DELAYS = {
  /** The deadlines of the county link hold by themselves; these only outlast them. */
  lookupPatience: 6_000,
  settlePatience: 8_000,
  /** A store that neither keeps nor refuses: the person is not left standing before a screen without keys. */
  savePatience: 30_000,
  /** How long 再来一次 stands before the second attempt. */
  onceMore: 3_000,
  /** How long a lost camera is waited for. Later somebody else may stand there. */
  cameraPatience: 20_000,
} as const;

/** Failed attempts before the other ways are offered. */
const ATTEMPTS_A_ROUND = 2;

/** A loose plug takes no more screens than this away from under the finger. */
const RESUMED_A_VISIT = 2;

/** Whether the face can be used for this person now; the other ways stay open in any case. */
export function faceIsOpen(ports: Ports, limiter: AttemptLimiter, context: VisitContext): boolean {
  const { person } = context;
  return (
    ports.face?.status().kind === 'ready' &&
    person?.source === 'id-card' &&
    !cardExpired(person, ports.clock.now()) &&
    !limiter.blocked(person.idNumber)
  );
}

export function letterheadOf(ports: Ports): Letterhead {
  const profile = ports.county.profile();
  return {
    countyName: profile?.name ?? '',
    terminalName: ports.terminalName,
    counter: profile?.counter ?? '',
  };
}

export function recordedIn(context: VisitContext): Recorded {
  if (context.outcome?.kind !== 'recorded') throw new Error('this state needs a record');
  return context.outcome;
}

export function committedIn(context: VisitContext): CommittedCertification {
  if (context.committed === undefined) throw new Error('this state needs a committed record');
  return context.committed;
}

export function owingIn({ earlier }: VisitContext): Owing {
  if (!owesReceipt(earlier)) throw new Error('no receipt is owed');
  return earlier;
}

/** As the county said before the visit; nobody knows offline. */
export function wasSuspended({ facts }: VisitContext): boolean {
  return facts?.kind === 'known' && facts.status === 'suspended';
}

/** 补打: the slip of an earlier visit. */
export function reprintOf(ports: Ports, context: VisitContext): ReceiptInput {
  const earlier = owingIn(context);
  return {
    slip: slipOf(recalled(earlier, ports.demo), personIn(context), earlier.method, wasSuspended(context)),
    letterhead: letterheadOf(ports),
    choice: 'print',
    reprint: true,
  };
}

/** Actors, guards, actions and delays of the visit; its states stand in `machine.ts`. */
export function createVisitSetup(ports: Ports, limiter: AttemptLimiter) {
  const note = ports.journal.note.bind(ports.journal);
  const receiptMachine = createReceiptMachine(ports);
  const keepNone = (certificateNo: string): void => {
    const kept = ports.journal.setReceipt(certificateNo, 'none');
    if (!kept.ok) note('receipt-state-not-kept', { state: 'none' });
  };

  return setup({
    types: {
      context: {} as VisitContext,
      events: {} as VisitEvent,
      input: {} as VisitInput,
      children: {} as {
        identify: 'identify';
        keypad: 'keypad';
        receipt: 'receipt';
      },
    },
    actors: {
      ...createEffects(ports),
      identify: createIdentifyMachine(ports.clock),
      keypad: keypadMachine,
      attempt: createAttempt(ports),
      cameraBack: createCameraBack(ports),
      receipt: receiptMachine,
    },
    guards: {
      hasPerson: ({ context }) => context.person !== undefined,
      samePerson: ({ context, event }) =>
        event.type === 'card.read' &&
        context.person?.source === 'id-card' &&
        context.person.idNumber === event.person.idNumber,
      typed: ({ context }) => context.person?.source === 'typed',
      ineligible: ({ context }) => context.standing.kind === 'ineligible',
      already: ({ context }) => context.standing.kind === 'already',
      expired: ({ context }) => cardExpired(personIn(context), ports.clock.now()),
      tooMany: ({ context }) => limiter.blocked(personIn(context).idNumber),
      faceOpen: ({ context }) => faceIsOpen(ports, limiter, context),
      resumable: ({ context }) => context.resumed < RESUMED_A_VISIT,
      consented: ({ context }) => context.consented,
      /** Nobody stood there: no attempt was made, and none is used up. */
      nobodyThere: ({ event }) => event.type === 'liveness.failed' && event.fault === 'nobody',
      roundLeft: ({ context }) => context.round < ATTEMPTS_A_ROUND,
      owesReceipt: ({ context }) => owesReceipt(context.earlier),
      // A machine without a printer would show the old number for ever, and to no end.
      owesInterimReceipt: ({ context }) => ports.printer !== undefined && owesInterimReceipt(context.earlier),
      queued: ({ context }) => context.outcome?.kind === 'recorded' && context.outcome.status === 'queued',
      recorded: ({ context }) => context.outcome?.kind === 'recorded',
    },
    actions: {
      forget: assign(() => ({ ...EMPTY_VISIT })),
      swap: sendParent(({ event }): VisitNews => {
        if (event.type !== 'card.read') throw new Error('a swap is a card that was read');
        return { type: 'visit.swap', person: event.person };
      }),
      toIdentify: forwardTo('identify'),
      toKeypad: forwardTo('keypad'),
      toReceipt: forwardTo('receipt'),
      presetReceipt: assign({
        receiptChoice: () => (paperWord(ports.printer) === 'ok' ? ('print' as const) : ('later' as const)),
      }),
      chooseReceipt: assign({
        receiptChoice: ({ context, event }) =>
          event.type === 'intent.choose-receipt' ? event.choice : context.receiptChoice,
      }),
      consent: assign({ consented: true }),
      because: assign({ fallbackReason: (_, reason: FallbackReason) => reason }),
      newRound: assign({ round: 0 }),
      newAttempt: assign({
        attempt: ({ context }) => context.attempt + 1,
        round: ({ context }) => context.round + 1,
        progress: FIRST_PROGRESS,
      }),
      onceMore: assign({ progress: { ...FIRST_PROGRESS, instruction: 'once-more' as const } }),
      progress: assign({
        progress: ({ context, event }) =>
          event.type === 'liveness.progress' ? event.progress : context.progress,
      }),
      passed: assign({
        proof: ({ context, event }) =>
          event.type === 'liveness.passed' ? faceProof(event.evidence) : context.proof,
      }),
      missed: assign({
        missed: ({ context }) => context.missed + 1,
        fallbackReason: ({ context, event }) =>
          event.type === 'liveness.failed' ? fallbackReasonOf(event.fault) : context.fallbackReason,
      }),
      /** Only who was judged, and not found alive, is kept from trying on and on. */
      countFailure: ({ context, event }) => {
        if (event.type !== 'liveness.failed') return;
        const { fault, judged } = event;
        if (judged) limiter.failed(personIn(context).idNumber);
        note('liveness-failed', { fault, attempt: context.attempt, judged });
      },
      noteNobody: ({ context }) => note('liveness-nobody', { attempt: context.attempt }),
      noteLost: ({ context, event }) => {
        if (event.type !== 'liveness.lost') return;
        note('camera-lost', { fault: event.fault, attempt: context.attempt });
      },
      noteCrash: ({ context }) => note('camera-lost', { fault: 'engine', attempt: context.attempt }),
      resume: assign({ resumed: ({ context }) => context.resumed + 1 }),
      atCounter: assign({ proof: { method: 'counter' } }),
      unreachable: assign(({ context }) => {
        const earlier = ports.journal.earlier(personIn(context).idNumber);
        return {
          facts: undefined,
          earlier,
          standing: standing(undefined, earlier, ruleOf(ports), monthOf(ports.clock.now())),
        };
      }),
      notSaved: assign({
        outcome: (): Outcome => ({ kind: 'not-saved', occurredAt: ports.clock.now() }),
      }),
      turnAway: assign({
        outcome: ({ context }): Outcome => ({
          kind: 'ineligible',
          reason: context.standing.kind === 'ineligible' ? context.standing.reason : 'county-refused',
          occurredAt: ports.clock.now(),
        }),
      }),
      unanswered: assign({
        outcome: ({ context }) => outcomeOf(committedIn(context), undefined, personIn(context)),
      }),
      paperMoves: assign({ slipOut: true }),
      keepNoReceipt: ({ context }) => {
        if (context.outcome?.kind !== 'refused') return;
        keepNone(context.outcome.certificateNo);
      },
      recall: assign({ outcome: ({ context }): Outcome => recalled(owingIn(context), ports.demo) }),
      /** Offered and not wanted: once is enough. A slip that could not be printed stays promised. */
      waiveReceipt: ({ context, self }) => {
        const receipt = self.getSnapshot().children['receipt'] as
          | ActorRefFrom<typeof receiptMachine>
          | undefined;
        if (receipt?.getSnapshot().matches('offered') === true) keepNone(owingIn(context).certificateNo);
      },
      /** Nothing of an earlier record is told of this one. */
      beginAfresh: assign({ outcome: undefined, slipOut: false }),
      noteTurnedAway: ({ context }) => {
        const { outcome } = context;
        if (outcome === undefined || outcome.kind === 'recorded') return;
        note('certification-turned-away', { kind: outcome.kind });
      },
      noteWay: ({ context }) => note('certification-saving', { method: context.proof.method }),
      saySaving: sendParent({ type: 'visit.saving' } satisfies VisitNews),
      sayBusy: sendParent({ type: 'visit.busy' } satisfies VisitNews),
      sayFree: sendParent({ type: 'visit.free' } satisfies VisitNews),
      sayFace: sendParent({ type: 'visit.face' } satisfies VisitNews),
    },
    delays: VISIT_DELAYS,
  });
}
