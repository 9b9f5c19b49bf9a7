import { speakingMs } from '../../../shared/words/aloud.ts';
import { inChinese } from '../../../shared/words/chinese.ts';
import { ended, type Hint, type LivenessState } from './decision.ts';

/** A hint as it is shown: until it has been said, whatever the picture does meanwhile. */
export interface HeldHint {
  readonly hint: Hint | null;
  /** Phase in which it was given; another one asks for something else. */
  readonly kind: LivenessState['phase']['kind'] | undefined;
  /** Monotonic, ms. */
  readonly until: number;
}

export const NO_HINT: HeldHint = { hint: null, kind: undefined, until: Number.NEGATIVE_INFINITY };

/** Faces come and go from frame to frame; a sentence that does so, too, can be neither read nor heard. */
export function holdHint(held: HeldHint, state: LivenessState, now: number): HeldHint {
  if (ended(state)) return NO_HINT;
  const { kind } = state.phase;
  if (held.hint !== null && held.kind === kind && now < held.until) return held;
  if (state.hint === held.hint && held.kind === kind) return held;
  if (state.hint === null) return NO_HINT;
  return { hint: state.hint, kind, until: now + speakingMs(inChinese(`capture.hint.${state.hint}`)) };
}
