import type { ChallengeAct } from '../../../devices/contract/face-source.ts';
import { CHALLENGE_ACTS } from '../../../devices/contract/face-source.ts';
import type { Random } from '../../../shared/clock/clock.ts';

/** Two different acts, in the order in which they are asked for. */
export type Challenge = readonly [ChallengeAct, ChallengeAct];

/** Drawn afresh for each attempt: one of twelve ordered pairs, each as likely as the others. */
export function drawChallenge(random: Random): Challenge {
  const first = random.below(CHALLENGE_ACTS.length);
  const second = (first + 1 + random.below(CHALLENGE_ACTS.length - 1)) % CHALLENGE_ACTS.length;
  return [actAt(first), actAt(second)];
}

function actAt(index: number): ChallengeAct {
  const act = CHALLENGE_ACTS[index];
  if (act === undefined) throw new RangeError(`no act ${index}`);
  return act;
}
