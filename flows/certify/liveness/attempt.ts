import type { NonReducibleUnknown } from 'xstate';
import { fromCallback } from 'xstate';
import type { LivenessEvidence } from '../../../shared/protocol/records.ts';
import type { Ports } from '../../contract/ports.ts';
import { drawChallenge } from './challenge.ts';
import type { Hint, Instruction, LivenessFault, LivenessState } from './decision.ts';
import {
  beginLiveness,
  ended,
  instructionOf,
  LIVENESS_STEPS,
  promptOf,
  stepLiveness,
  stepNumber,
} from './decision.ts';

/** What the capture screen shows of an attempt. */
export interface Progress {
  readonly instruction: Instruction;
  readonly hint: Hint | null;
  readonly step: number;
  readonly steps: number;
}

export const FIRST_PROGRESS: Progress = {
  instruction: 'get-ready',
  hint: null,
  step: 1,
  steps: LIVENESS_STEPS,
};

export type LivenessEvent =
  | { readonly type: 'liveness.progress'; readonly progress: Progress }
  /** A face is in view: somebody is there, so the visit is not idle. At most once a second. */
  | { readonly type: 'liveness.seen' }
  | { readonly type: 'liveness.passed'; readonly evidence: LivenessEvidence }
  | { readonly type: 'liveness.failed'; readonly fault: LivenessFault };

export interface AttemptInput {
  /** 1-based, counted over the visit. */
  readonly attempt: number;
}

/** How often time is looked at when no frame arrives, ms. */
const TICK_MS = 200;
const SEEN_EVERY_MS = 1_000;

type AttemptPorts = Pick<Ports, 'face' | 'clock' | 'random'>;

/**
 * One attempt: draws its own challenge, runs the source through the decision, and stops the source
 * however it ends. Numbers of the face stay in here and are gone with it.
 */
export function createAttempt(ports: AttemptPorts) {
  return fromCallback<{ type: 'none' }, AttemptInput & NonReducibleUnknown>(({ input, sendBack }) => {
    const { face, clock } = ports;
    if (face === undefined) {
      sendBack({ type: 'liveness.failed', fault: 'no-stream' } satisfies LivenessEvent);
      return undefined;
    }
    let state = beginLiveness(drawChallenge(ports.random), clock.monotonic());
    let shown = '';
    let prompted = '';
    let seenAt = Number.NEGATIVE_INFINITY;
    let over = false;

    const advance = (next: LivenessState): void => {
      if (over) return;
      state = next;
      const prompt = promptOf(state);
      if (prompt !== prompted) face.prompt(prompt);
      prompted = prompt;
      const progress = progressOf(state);
      const key = JSON.stringify(progress);
      if (key !== shown) sendBack({ type: 'liveness.progress', progress } satisfies LivenessEvent);
      shown = key;
      if (!ended(state)) return;
      over = true;
      sendBack(verdictOf(state, face.capability.engine, input.attempt));
    };

    let cancelTick = (): void => undefined;
    const tick = (): void => {
      if (over) return;
      cancelTick = clock.after(TICK_MS, tick);
      const link = face.status().kind;
      const lost = link !== 'ready' && link !== 'starting';
      const fault = { kind: 'failed', fault: 'no-stream' } as const;
      advance(
        lost ? { ...state, phase: fault } : stepLiveness(state, { type: 'tick', now: clock.monotonic() }),
      );
    };

    const stop = face.observe((frame) => {
      const now = clock.monotonic();
      if (frame.faces > 0 && now - seenAt >= SEEN_EVERY_MS && !over) {
        seenAt = now;
        sendBack({ type: 'liveness.seen' } satisfies LivenessEvent);
      }
      advance(stepLiveness(state, { type: 'frame', frame, now }));
    });
    tick();

    return () => {
      over = true;
      cancelTick();
      stop();
      face.prompt('none');
    };
  });
}

function progressOf(state: LivenessState): Progress {
  return {
    instruction: instructionOf(state),
    hint: ended(state) ? null : state.hint,
    step: stepNumber(state),
    steps: LIVENESS_STEPS,
  };
}

function verdictOf(state: LivenessState, engine: LivenessEvidence['engine'], attempt: number): LivenessEvent {
  if (state.phase.kind === 'passed') {
    return {
      type: 'liveness.passed',
      evidence: {
        engine,
        challenge: [...state.challenge],
        attempt: Math.min(attempt, 20),
        durationMs: state.phase.durationMs,
      },
    };
  }
  return { type: 'liveness.failed', fault: state.phase.kind === 'failed' ? state.phase.fault : 'not-seen' };
}
