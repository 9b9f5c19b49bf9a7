import type { NonReducibleUnknown } from 'xstate';
import { fromCallback } from 'xstate';
import type { LivenessEvidence } from '../../../shared/records/certification.ts';
import type { Ports } from '../../contract/ports.ts';
import { drawChallenge } from './challenge.ts';
import type { CameraFault, Hint, Instruction, LivenessState, PersonFault } from './decision.ts';
import {
  beginLiveness,
  ended,
  instructionOf,
  isCameraFault,
  judged,
  LIVENESS_STEPS,
  promptOf,
  stepLiveness,
  stepNumber,
} from './decision.ts';
import type { HeldHint } from './held-hint.ts';
import { holdHint, NO_HINT } from './held-hint.ts';

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
  /** `judged`: not live, by what was asked for and seen. Otherwise nobody was there to be judged. */
  | { readonly type: 'liveness.failed'; readonly fault: PersonFault; readonly judged: boolean }
  /** The camera failed, not the person. `engine`: the source itself fell over. */
  | { readonly type: 'liveness.lost'; readonly fault: CameraFault | 'engine' };

export interface AttemptInput {
  /** 1-based: one more than the attempts of this visit that the person did not pass. */
  readonly attempt: number;
}

/** How often time is looked at when no frame arrives, ms. */
const TICK_MS = 200;
const SEEN_EVERY_MS = 1_000;

type AttemptPorts = Pick<Ports, 'face' | 'clock' | 'random'>;

/**
 * One attempt: draws its own challenge, runs the source through the decision, and stops the source
 * however it ends. Numbers of the face stay in here and are gone with it. A source that throws, whenever
 * it is touched, is a camera that is lost.
 */
export function createAttempt(ports: AttemptPorts) {
  return fromCallback<{ type: 'none' }, AttemptInput & NonReducibleUnknown>(({ input, sendBack }) => {
    const { face, clock } = ports;
    if (face === undefined) {
      sendBack({ type: 'liveness.lost', fault: 'no-stream' } satisfies LivenessEvent);
      return undefined;
    }
    let state = beginLiveness(drawChallenge(ports.random), clock.monotonic());
    let held: HeldHint = NO_HINT;
    let shown = '';
    let prompted = '';
    let seenAt = Number.NEGATIVE_INFINITY;
    let over = false;

    const end = (verdict: LivenessEvent): void => {
      over = true;
      sendBack(verdict);
    };

    /** Runs what touches the source. Its failure ends the attempt, not the program. */
    const touching = (touch: () => void): void => {
      if (over) return;
      try {
        touch();
      } catch {
        end({ type: 'liveness.lost', fault: 'engine' });
      }
    };

    const advance = (next: LivenessState): void => {
      state = next;
      const prompt = promptOf(state);
      if (prompt !== prompted) face.prompt(prompt);
      prompted = prompt;
      held = holdHint(held, state, clock.monotonic());
      const progress = progressOf(state, held.hint);
      const key = JSON.stringify(progress);
      if (key !== shown) sendBack({ type: 'liveness.progress', progress } satisfies LivenessEvent);
      shown = key;
      if (ended(state)) end(verdictOf(state, face.capability.engine, input.attempt));
    };

    let cancelTick = (): void => undefined;
    const tick = (): void =>
      touching(() => {
        cancelTick = clock.after(TICK_MS, tick);
        const link = face.status().kind;
        const lost = link !== 'ready' && link !== 'starting';
        const fault = { kind: 'failed', fault: 'no-stream' } as const;
        advance(
          lost ? { ...state, phase: fault } : stepLiveness(state, { type: 'tick', now: clock.monotonic() }),
        );
      });

    let stop = (): void => undefined;
    touching(() => {
      stop = face.observe((frame) =>
        touching(() => {
          const now = clock.monotonic();
          if (frame.faces > 0 && now - seenAt >= SEEN_EVERY_MS) {
            seenAt = now;
            sendBack({ type: 'liveness.seen' } satisfies LivenessEvent);
          }
          advance(stepLiveness(state, { type: 'frame', frame, now }));
        }),
      );
    });
    tick();

    return () => {
      cancelTick();
      for (const part of [stop, () => face.prompt('none')]) letGo(part);
    };
  });
}

/** A source that falls over while it is stopped has stopped. */
function letGo(part: () => void): void {
  try {
    part();
  } catch {
    // Nobody listens to it any more, and the next attempt meets it anew.
  }
}

function progressOf(state: LivenessState, hint: Hint | null): Progress {
  return {
    instruction: instructionOf(state),
    hint,
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
  const fault = state.phase.kind === 'failed' ? state.phase.fault : 'not-seen';
  return isCameraFault(fault)
    ? { type: 'liveness.lost', fault }
    : { type: 'liveness.failed', fault, judged: judged(state, fault) };
}
