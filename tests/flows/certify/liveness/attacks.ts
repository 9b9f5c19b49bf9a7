import { createPerformer } from '../../../../devices/camera/performer.ts';
import type { Persona } from '../../../../devices/camera/persona.ts';
import type { FaceObservation, FacePrompt } from '../../../../devices/contract/face-source.ts';
import { CHALLENGE_ACTS } from '../../../../devices/contract/face-source.ts';
import type { Challenge } from '../../../../flows/certify/liveness/challenge.ts';
import type { Random } from '../../../../shared/clock/clock.ts';
import type { Subject } from './play.ts';

/** What an attacker has: a victim's face to copy, the challenge only where the class says so. */
export interface AttackInput {
  readonly victim: Persona;
  readonly challenge: Challenge;
  readonly random: Random;
}

type Attack = (input: AttackInput) => Subject;

const still = (victim: Persona): Persona => ({
  ...victim,
  naturalBlinkMs: null,
  sway: { deg: 0, hz: 0 },
  acts: { blink: null, mouth: null, turn: null },
});

const deaf = (subject: Subject): Subject => ({ frame: (at) => subject.frame(at), prompt: () => undefined });

/** A recording of `acts`, one every `everyMs`, that starts to play when the first act is asked for. */
function replay({ victim, random }: AttackInput, acts: readonly FacePrompt[], everyMs: number): Subject {
  const performer = createPerformer({ ...victim, reactionMs: [0, 0] }, random);
  let began: number | undefined;
  let done = 0;
  return {
    prompt(prompt, at) {
      if (prompt !== 'look' && prompt !== 'none') began ??= at;
    },
    frame(at) {
      const act = acts[done];
      if (began !== undefined && act !== undefined && at >= began + 400 + done * everyMs) {
        performer.prompt(act, at);
        done += 1;
      }
      const frame = performer.frame(at);
      performer.prompt('none', at);
      return frame;
    },
  };
}

export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a print, held still': ({ victim, random }) => createPerformer(still(victim), random),

  'a print, waved': ({ victim, random }) =>
    createPerformer({ ...still(victim), sway: { deg: 26, hz: 0.35 } }, random),

  'a print, turned when a turn is asked for': ({ victim, random }) =>
    createPerformer(
      { ...still(victim), acts: { blink: null, mouth: null, turn: { deg: 30, ms: 1500, parallax: 0.05 } } },
      random,
    ),

  'a print with cut-out eyes': ({ victim, random }) =>
    createPerformer(
      {
        ...still(victim),
        acts: { blink: victim.acts.blink, mouth: null, turn: { deg: 30, ms: 1500, parallax: 0.08 } },
      },
      random,
    ),

  'a replay in the wrong order': (input) => {
    const [first, second] = input.challenge;
    // The two asked for are there; one that was not asked for comes before each of them.
    const others = CHALLENGE_ACTS.filter((act) => act !== first && act !== second && act !== 'blink');
    const other = others[input.random.below(others.length)] ?? second;
    return replay(input, [other, second, other, first], input.victim.acts.turn?.ms ?? 1_500);
  },

  'the right acts before they are asked for': ({ victim, challenge, random }) => {
    const performer = createPerformer({ ...victim, reactionMs: [0, 0] }, random);
    let acts = 0;
    return {
      // Each act at the sentence before its own.
      prompt(prompt, at) {
        const next = challenge[acts];
        if (prompt === 'look' && next !== undefined) performer.prompt(next, at);
        else acts += 1;
      },
      frame(at) {
        const frame = performer.frame(at);
        performer.prompt('none', at);
        return frame;
      },
    };
  },

  'a second face looking on': ({ victim, random }) => createPerformer({ ...victim, faces: 2 }, random),

  'a face that comes and goes': ({ victim, random }) => {
    const performer = createPerformer(victim, random);
    return {
      prompt: (prompt, at) => performer.prompt(prompt, at),
      frame: (at) => ({ ...performer.frame(at), faces: Math.floor(at / 700) % 2 }),
    };
  },

  'somebody else for the second act': ({ victim, random }) => {
    const helper = { ...victim, neutral: { ...victim.neutral, interEyePx: victim.neutral.interEyePx * 1.6 } };
    const first = createPerformer(victim, random);
    const second = createPerformer(helper, random);
    let acts = 0;
    return {
      prompt(prompt, at) {
        if (prompt !== 'look' && prompt !== 'none') acts += 1;
        (acts > 1 ? second : first).prompt(prompt, at);
      },
      frame: (at) => (acts > 1 ? second : first).frame(at),
    };
  },

  'frozen frames': ({ victim, random }) => {
    const performer = createPerformer(victim, random);
    let held: FaceObservation | undefined;
    let since = 0;
    return {
      prompt: (prompt, at) => performer.prompt(prompt, at),
      frame(at) {
        if (held === undefined || at - since > 1_600) {
          held = performer.frame(at);
          since = at;
        }
        return { ...held, at };
      },
    };
  },

  'looped frames': ({ victim, random }) => {
    const performer = createPerformer(victim, random);
    const tape: FaceObservation[] = [];
    let played = 0;
    return {
      prompt: (prompt, at) => performer.prompt(prompt, at),
      frame(at) {
        if (tape.length < 45) {
          const frame = performer.frame(at);
          tape.push(frame);
          return frame;
        }
        return { ...(tape[played++ % tape.length] ?? performer.frame(at)), at };
      },
    };
  },

  'a recording fed in later': ({ victim, random }) => {
    const performer = createPerformer(victim, random);
    let frames = 0;
    // Frame times of another day run at their own speed.
    return {
      prompt: (prompt, at) => performer.prompt(prompt, at),
      frame: (at) => ({ ...performer.frame(at), at: at + frames++ * 60 }),
    };
  },

  nobody: ({ victim, random }) => deaf(createPerformer({ ...victim, faces: 0 }, random)),
};
