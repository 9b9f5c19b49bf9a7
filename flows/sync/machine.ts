import { assign, fromPromise, setup } from 'xstate';
import type { SyncContext, SyncPorts } from './context.ts';
import { afterFault, initialContext } from './context.ts';
import type { Step, StepKind } from './steps.ts';
import { step } from './steps.ts';

/** Idle: how often the county is asked for its time, its count of our records and its changes. */
export const HEARTBEAT_MS = 60_000;
/** While records wait and the county is away: how often a heartbeat feels whether it is back. */
export const PROBE_MS = 5000;

const isQueued = (context: SyncContext): boolean => context.ports.outbox.standing().queued > 0;

/**
 * How long until the next attempt of either kind, by absolute instants: being woken again and again
 * neither postpones it nor brings it nearer.
 */
function untilNextAttempt(context: SyncContext): number {
  const now = context.ports.clock.monotonic();
  const probeAt = isQueued(context) ? context.attemptedAt + PROBE_MS : Number.POSITIVE_INFINITY;
  const next = Math.min(context.notBefore, probeAt);
  return Math.max(0, Math.max(next, context.heldUntil) - now);
}

/** Steps answer with values; one that throws all the same (a defect of ours) counts as silence. */
function afterDefect(context: SyncContext, error: unknown): Partial<SyncContext> {
  const detail = error instanceof Error ? error.message : 'the step failed';
  return afterFault(context, { kind: 'unreachable', detail }, true);
}

const machine = setup({
  types: {
    input: {} as SyncPorts,
    context: {} as SyncContext,
    events: {} as { readonly type: 'WAKE' } | { readonly type: 'LINE' },
  },
  actors: {
    step: fromPromise<Step, { readonly kind: StepKind; readonly context: SyncContext }>(({ input }) =>
      step(input.kind, input.context),
    ),
  },
  actions: {
    markAttempt: assign({ attemptedAt: ({ context }) => context.ports.clock.monotonic() }),
    change: assign((_, done: Step) => done.change),
    giveUp: assign(({ context }, params: { readonly error: unknown }) => afterDefect(context, params.error)),
  },
  guards: {
    good: (_, done: Step) => done.good,
    queued: ({ context }) => isQueued(context),
    /** Nobody answered, and the county asked for no pause; what it refuses, it would refuse again. */
    silent: ({ context }) =>
      context.alarmed === 'unreachable' && context.ports.clock.monotonic() >= context.heldUntil,
    /** Records wait, the back-off is not over, and so only the cheap question is asked. */
    probeDue: ({ context }) => isQueued(context) && context.ports.clock.monotonic() < context.notBefore,
  },
  delays: {
    heartbeat: HEARTBEAT_MS,
    nextAttempt: ({ context }) => untilNextAttempt(context),
    /** One turn of the event loop between batches: the screen comes first. */
    breath: 1,
  },
});

/** One exchange: good answers lead to `next`, all else to `waiting`. */
function exchange(kind: StepKind, next: 'polling' | 'deciding' | 'breathing') {
  return machine.createStateConfig({
    entry: 'markAttempt',
    invoke: {
      src: 'step',
      input: ({ context }) => ({ kind, context }),
      onDone: [
        {
          guard: { type: 'good', params: ({ event }) => event.output },
          target: next,
          actions: { type: 'change', params: ({ event }) => event.output },
        },
        { target: 'waiting', actions: { type: 'change', params: ({ event }) => event.output } },
      ],
      onError: {
        target: 'waiting',
        actions: { type: 'giveUp', params: ({ event }) => ({ error: event.error }) },
      },
    },
  });
}

/**
 * Uploads what the journal queued. One exchange at a time; every good answer ends in `deciding`.
 *
 *     beating → polling → deciding → sending → breathing → deciding → resting (60 s) → beating
 *     any fault → waiting → sending or beating when the back-off is over, probing each 5 s until then
 *     the line is back → probing at once, where the county was silent
 */
export const syncMachine = machine.createMachine({
  id: 'sync',
  context: ({ input }) => initialContext(input),
  initial: 'beating',
  states: {
    beating: exchange('beat', 'polling'),
    polling: exchange('poll', 'deciding'),
    deciding: { always: [{ guard: 'queued', target: 'sending' }, { target: 'resting' }] },
    sending: exchange('send', 'breathing'),
    breathing: { after: { breath: 'deciding' } },
    resting: {
      // Woken with nothing to send: somebody found the county silent, so look.
      // A line that was felt to be gone and is there again: only the county's own word says that it is.
      on: { WAKE: [{ guard: 'queued', target: 'sending' }, { target: 'beating' }], LINE: 'beating' },
      after: { heartbeat: 'beating' },
    },
    waiting: {
      on: {
        WAKE: { target: 'waiting', reenter: true },
        LINE: { guard: 'silent', target: 'probing' },
      },
      after: {
        nextAttempt: [
          { guard: 'probeDue', target: 'probing' },
          { guard: 'queued', target: 'sending' },
          { target: 'beating' },
        ],
      },
    },
    probing: exchange('probe', 'deciding'),
  },
});
