import type { FaceObservation, FacePrompt } from '../contract/face-source.ts';
import type { Random } from '../../shared/clock/clock.ts';
import type { Persona } from './persona.ts';

/** Plays a persona: frame by frame, reacting to what the screen asks, like a person would. */
export interface Performer {
  /** The screen asks something from `at` on. */
  prompt(prompt: FacePrompt, at: number): void;
  /** What the camera would measure at `at` (ms, growing). */
  frame(at: number): FaceObservation;
}

interface Movement {
  readonly kind: 'blink' | 'mouth' | 'turn';
  readonly from: number;
  readonly ms: number;
  /** Peak: blendshape, or degrees with the turn's direction. */
  readonly peak: number;
}

/** An act that was not noticed is tried again after this, ms. */
const TRY_AGAIN_MS = 2_200;
const NATURAL_BLINK_MS = 160;

export function createPerformer(persona: Persona, random: Random): Performer {
  const uniform = (low: number, high: number): number =>
    low + (random.below(0x10000) / 0xffff) * (high - low);
  const noise = (deviation: number): number => {
    // Sum of three uniforms: near enough to a bell, and bounded.
    const sum = uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1);
    return sum * deviation;
  };
  const phase = uniform(0, 2 * Math.PI);

  let asked: FacePrompt = 'none';
  let next = Number.POSITIVE_INFINITY;
  let movements: readonly Movement[] = [];
  let nextBlink = Number.NaN;

  const movementFor = (prompt: FacePrompt, from: number): Movement | undefined => {
    const { blink, mouth, turn } = persona.acts;
    switch (prompt) {
      case 'blink':
        return blink ? { kind: 'blink', from, ms: blink.ms, peak: blink.peak } : undefined;
      case 'mouth':
        return mouth ? { kind: 'mouth', from, ms: mouth.ms, peak: mouth.peak } : undefined;
      case 'turn-left':
      case 'turn-right': {
        const sign = prompt === 'turn-left' ? 1 : -1;
        return turn ? { kind: 'turn', from, ms: turn.ms, peak: sign * turn.deg } : undefined;
      }
      case 'look':
      case 'none':
        return undefined;
    }
  };

  const act = (at: number): void => {
    movements = movements.filter((movement) => at < movement.from + movement.ms);
    if (at >= next) {
      const movement = movementFor(asked, at);
      if (movement) movements = [...movements, movement];
      next = at + (movement?.ms ?? 0) + TRY_AGAIN_MS * uniform(0.8, 1.4);
    }
    const interval = persona.naturalBlinkMs;
    if (interval === null) return;
    if (Number.isNaN(nextBlink)) nextBlink = at + uniform(0.3, 1) * interval;
    if (at < nextBlink) return;
    movements = [...movements, { kind: 'blink', from: at, ms: NATURAL_BLINK_MS, peak: 0.85 }];
    nextBlink = at + uniform(0.6, 1.4) * interval;
  };

  /** Sum of all movements of one kind, 0 at rest. */
  const moved = (kind: Movement['kind'], at: number): number =>
    movements
      .filter((movement) => movement.kind === kind)
      .reduce((sum, movement) => sum + movement.peak * shape((at - movement.from) / movement.ms), 0);

  const alive = (at: number): FaceObservation => {
    const { neutral, sway } = persona;
    const swing = sway.deg * Math.sin(2 * Math.PI * sway.hz * (at / 1000) + phase);
    const turn = moved('turn', at);
    const lid = moved('blink', at);
    const shapeOf = (rest: number, way: number): number =>
      clamp(rest + way * (1 - rest) + noise(persona.noise.shape), 1);
    const yaw = neutral.yaw + turn + swing + noise(persona.noise.deg);
    const moving = turn !== 0 || sway.deg > 5;
    const depth = (persona.acts.turn?.parallax ?? 0) + noise(0.04);
    return {
      at,
      faces: persona.faces,
      yaw,
      pitch: neutral.pitch + swing * 0.3 + noise(persona.noise.deg),
      blinkLeft: shapeOf(neutral.blink, lid),
      blinkRight: shapeOf(neutral.blink, lid),
      jawOpen: shapeOf(neutral.jaw, moved('mouth', at)),
      interEyePx: Math.max(
        0,
        (neutral.interEyePx + noise(persona.noise.px)) * Math.cos((yaw * Math.PI) / 180),
      ),
      brightness: clamp(neutral.brightness + noise(persona.noise.light), 255),
      parallax: moving ? clamp(depth, 1) : 0,
    };
  };

  return {
    prompt(prompt, at) {
      asked = prompt;
      next = at + uniform(persona.reactionMs[0], persona.reactionMs[1]);
    },
    frame(at) {
      act(at);
      return persona.faces === 0 ? { ...EMPTY_PICTURE, at } : alive(at);
    },
  };
}

const EMPTY_PICTURE: FaceObservation = {
  at: 0,
  faces: 0,
  yaw: 0,
  pitch: 0,
  blinkLeft: 0,
  blinkRight: 0,
  jawOpen: 0,
  interEyePx: 0,
  brightness: 0,
  parallax: 0,
};

/** Rise over the first third, hold, fall over the last: 0…1 for 0…1. */
function shape(part: number): number {
  if (part <= 0 || part >= 1) return 0;
  const edge = Math.min(part, 1 - part) * 3;
  return edge >= 1 ? 1 : (1 - Math.cos(Math.PI * edge)) / 2;
}

function clamp(value: number, top: number): number {
  return Math.min(Math.max(value, 0), top);
}
