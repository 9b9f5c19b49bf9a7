import type { FaceObservation, FacePrompt } from '../../../../devices/contract/face-source.ts';
import type { Performer } from '../../../../devices/camera/performer.ts';
import type { Challenge } from '../../../../flows/certify/liveness/challenge.ts';
import type { LivenessPhase, LivenessState } from '../../../../flows/certify/liveness/decision.ts';
import { beginLiveness, ended, promptOf, stepLiveness } from '../../../../flows/certify/liveness/decision.ts';
import type { Random } from '../../../../shared/clock/clock.ts';

/** Whatever stands before the camera: a person, a sheet of paper, a screen. */
export interface Subject {
  prompt(prompt: FacePrompt, at: number): void;
  /** `undefined`: this frame never arrives. */
  frame(at: number): FaceObservation | undefined;
}

export interface Pace {
  readonly fps: number;
  readonly drops: number;
}

/** Longer than any attempt can last. */
const LONGEST_MS = 60_000;

/** Runs one attempt to its end; time is only counted. */
export function play(
  challenge: Challenge,
  subject: Subject | Performer,
  random: Random,
  pace: Pace = { fps: 20, drops: 0 },
): LivenessPhase {
  // The source's clock has its own zero.
  const offset = 5_000;
  const part = (): number => random.below(10_000) / 10_000;
  let state: LivenessState = beginLiveness(challenge, 0);
  let prompted: FacePrompt = 'none';
  let nextFrame = 0;
  for (let now = 0; now < LONGEST_MS && !ended(state); ) {
    if (now >= nextFrame) {
      nextFrame = now + (1000 / pace.fps) * (0.85 + part() * 0.3);
      const frame = part() < pace.drops ? undefined : subject.frame(now + offset);
      if (frame) state = stepLiveness(state, { type: 'frame', frame, now });
    }
    state = stepLiveness(state, { type: 'tick', now });
    const prompt = promptOf(state);
    if (prompt !== prompted) subject.prompt(prompt, now + offset);
    prompted = prompt;
    now = Math.min(nextFrame, now + 200);
  }
  return state.phase;
}
