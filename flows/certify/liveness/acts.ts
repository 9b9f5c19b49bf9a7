import type { ChallengeAct, FaceObservation } from '../../../devices/contract/face-source.ts';
import { LIVENESS } from './limits.ts';

/** The person's own neutral face: medians over the baseline second. */
export interface Baseline {
  readonly yaw: number;
  readonly pitch: number;
  readonly blinkLeft: number;
  readonly blinkRight: number;
  readonly jawOpen: number;
  readonly interEyePx: number;
}

/** One frame against the neutral face. */
interface Delta {
  readonly at: number;
  readonly now: number;
  readonly eyes: 'open' | 'closed' | 'between';
  readonly jaw: number;
  readonly yaw: number;
  readonly parallax: number;
}

interface BlinkWatch {
  readonly openAt: number | undefined;
  readonly closedFrom: { readonly at: number; readonly now: number } | undefined;
  readonly closedUntil: number;
}

interface MouthWatch {
  readonly shutSeen: boolean;
  readonly since: { readonly at: number; readonly now: number } | undefined;
  readonly done: boolean;
}

interface TurnWatch {
  readonly frontSeen: boolean;
  readonly onset: number | undefined;
  readonly beyond: number;
  readonly lastYaw: number | undefined;
  readonly moving: number;
  readonly depth: number;
  /** Set once per turn, when it is far enough. */
  readonly verdict: 'none' | 'head' | 'flat';
  readonly side: 'turn-left' | 'turn-right';
}

/** What was seen since one act was asked for. */
export interface ActWatch {
  readonly promptedAt: number;
  readonly blink: BlinkWatch;
  readonly mouth: MouthWatch;
  readonly turn: TurnWatch;
  /** The last frame was neutral in every respect. */
  readonly neutral: boolean;
}

export type ActVerdict = 'done' | 'wrong-act' | 'flat' | 'waiting';

export function watchAct(promptedAt: number): ActWatch {
  return {
    promptedAt,
    blink: { openAt: undefined, closedFrom: undefined, closedUntil: 0 },
    mouth: { shutSeen: false, since: undefined, done: false },
    turn: {
      frontSeen: false,
      onset: undefined,
      beyond: 0,
      lastYaw: undefined,
      moving: 0,
      depth: 0,
      verdict: 'none',
      side: 'turn-left',
    },
    neutral: false,
  };
}

/**
 * Between the acts: what is left of the act just done is forgiven until the face was neutral once;
 * any other act is as wrong as it was before.
 */
export function watchRest(before: ActWatch, done: ChallengeAct): ActWatch {
  const fresh = watchAct(Number.NEGATIVE_INFINITY);
  if (done === 'blink') return { ...fresh, mouth: before.mouth, turn: before.turn };
  return done === 'mouth' ? { ...fresh, turn: before.turn } : { ...fresh, mouth: before.mouth };
}

/** Part of the way from `base` to 1; a drooping lid or an open denture starts at 0 like any other. */
function partOfWay(value: number, base: number): number {
  return (value - base) / Math.max(1 - base, 0.2);
}

function deltaOf(frame: FaceObservation, base: Baseline, now: number): Delta {
  const left = partOfWay(frame.blinkLeft, base.blinkLeft);
  const right = partOfWay(frame.blinkRight, base.blinkRight);
  const closed = left > LIVENESS.eyesClosed && right > LIVENESS.eyesClosed;
  const open = left < LIVENESS.eyesOpen && right < LIVENESS.eyesOpen;
  return {
    at: frame.at,
    now,
    eyes: closed ? 'closed' : open ? 'open' : 'between',
    jaw: partOfWay(frame.jawOpen, base.jawOpen),
    yaw: frame.yaw - base.yaw,
    parallax: frame.parallax,
  };
}

/**
 * A blink is only sampled: it lasted at least from its first to its last closed frame and at most
 * from the open frame before to the open frame after. Either bound may satisfy its limit.
 */
function seeBlink(watch: BlinkWatch, delta: Delta, promptedAt: number): { watch: BlinkWatch; done: boolean } {
  if (delta.eyes === 'between') return { watch, done: false };
  if (delta.eyes === 'closed') {
    if (watch.openAt === undefined) return { watch, done: false };
    const closedFrom = watch.closedFrom ?? { at: delta.at, now: delta.now };
    return { watch: { ...watch, closedFrom, closedUntil: delta.at }, done: false };
  }
  const { closedFrom, openAt } = watch;
  const done =
    closedFrom !== undefined &&
    openAt !== undefined &&
    closedFrom.now - promptedAt >= LIVENESS.reactionMs &&
    delta.at - openAt >= LIVENESS.blinkMinMs &&
    watch.closedUntil - closedFrom.at <= LIVENESS.blinkMaxMs;
  return { watch: { openAt: delta.at, closedFrom: undefined, closedUntil: 0 }, done };
}

function seeMouth(watch: MouthWatch, delta: Delta): MouthWatch {
  if (delta.jaw < LIVENESS.mouthShut) return { shutSeen: true, since: undefined, done: false };
  const held = delta.jaw > (watch.since === undefined ? LIVENESS.mouthOpen : LIVENESS.mouthHeld);
  if (!watch.shutSeen || !held) return { ...watch, since: undefined, done: false };
  const since = watch.since ?? { at: delta.at, now: delta.now };
  return { ...watch, since, done: delta.at - since.at >= LIVENESS.mouthMs };
}

function seeTurn(watch: TurnWatch, delta: Delta): TurnWatch {
  const size = Math.abs(delta.yaw);
  const still = { ...watch, lastYaw: delta.yaw };
  if (size < LIVENESS.frontDeg) {
    return { ...still, frontSeen: true, onset: undefined, beyond: 0, moving: 0, depth: 0, verdict: 'none' };
  }
  if (!watch.frontSeen) return still;
  const moves = Math.abs(delta.yaw - (watch.lastYaw ?? delta.yaw)) > LIVENESS.movingDeg;
  const turned: TurnWatch = {
    ...still,
    onset: watch.onset ?? delta.now,
    beyond: size > LIVENESS.turnDeg ? watch.beyond + 1 : 0,
    moving: watch.moving + (moves ? 1 : 0),
    depth: watch.depth + (moves ? delta.parallax : 0),
    side: delta.yaw > 0 ? 'turn-left' : 'turn-right',
  };
  if (turned.beyond < LIVENESS.turnFrames || turned.verdict !== 'none') return turned;
  const deep = turned.moving > 0 && turned.depth / turned.moving >= LIVENESS.parallax;
  return { ...turned, verdict: deep ? 'head' : 'flat' };
}

/**
 * One frame while `act` is asked for. A natural blink is never a wrong act; an opened mouth or a turned
 * head is, and an act that began before anyone can have heard the sentence does not count at all.
 */
export function seeFrame(
  watch: ActWatch,
  act: ChallengeAct,
  frame: FaceObservation,
  base: Baseline,
  now: number,
): { readonly watch: ActWatch; readonly verdict: ActVerdict } {
  const delta = deltaOf(frame, base, now);
  const blink = seeBlink(watch.blink, delta, watch.promptedAt);
  const mouth = seeMouth(watch.mouth, delta);
  const turn = seeTurn(watch.turn, delta);
  const neutral =
    delta.eyes === 'open' && delta.jaw < LIVENESS.mouthShut && Math.abs(delta.yaw) < LIVENESS.frontDeg;
  const seen: ActWatch = { promptedAt: watch.promptedAt, blink: blink.watch, mouth, turn, neutral };
  return { watch: seen, verdict: judge(act, seen, blink.done) };
}

function judge(act: ChallengeAct, seen: ActWatch, blinked: boolean): ActVerdict {
  const early = (since: number | undefined): boolean =>
    since !== undefined && since - seen.promptedAt < LIVENESS.reactionMs;
  const turned = seen.turn.verdict !== 'none' && !early(seen.turn.onset);
  if (turned && seen.turn.verdict === 'flat') return 'flat';
  const opened = seen.mouth.done && !early(seen.mouth.since?.now);
  switch (act) {
    case 'blink':
      if (turned || opened) return 'wrong-act';
      return blinked ? 'done' : 'waiting';
    case 'mouth':
      if (turned) return 'wrong-act';
      return opened ? 'done' : 'waiting';
    case 'turn-left':
    case 'turn-right':
      if (opened || (turned && seen.turn.side !== act)) return 'wrong-act';
      return turned ? 'done' : 'waiting';
  }
}
