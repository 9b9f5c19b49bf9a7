import type { ChallengeAct, FaceObservation, FacePrompt } from '../../../devices/contract/face-source.ts';
import type { ViewOf } from '../../../shared/view/view.ts';
import type { ActWatch, Baseline } from './acts.ts';
import { seeFrame, watchAct, watchRest } from './acts.ts';
import type { Challenge } from './challenge.ts';
import { LIVENESS } from './limits.ts';
import type { StreamFault, StreamWatch } from './stream.ts';
import { seeStream, watchStream } from './stream.ts';

/**
 * The liveness decision: a pure reducer over what was asked, what was seen and when. It is a gate
 * against photographs, replays and stand-ins, not an identification. `now` is the terminal's
 * monotonic time; the frames' own times only measure durations.
 */
export type LivenessFault =
  | StreamFault
  | 'no-movement'
  | 'wrong-act'
  | 'flat'
  | 'not-seen'
  /** No face came into view at all. */
  | 'nobody'
  | 'no-stream';

/**
 * What no person before a working camera can bring about: no frames, one frame over and over, frames of
 * another time. It says nothing of the person and never counts against anybody.
 */
export type CameraFault = Extract<LivenessFault, 'no-stream' | 'frozen' | 'not-now'>;
export type PersonFault = Exclude<LivenessFault, CameraFault>;

export function isCameraFault(fault: LivenessFault): fault is CameraFault {
  return fault === 'no-stream' || fault === 'frozen' || fault === 'not-now';
}

export type Hint = NonNullable<ViewOf<'capture'>['hint']>;
export type Instruction = ViewOf<'capture'>['instruction'];

export type LivenessPhase =
  | { readonly kind: 'ready' }
  | { readonly kind: 'look' }
  | { readonly kind: 'act'; readonly index: 0 | 1 }
  /** Between the acts: the face comes back to rest. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'passed'; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly fault: LivenessFault };

export interface LivenessState {
  readonly challenge: Challenge;
  readonly phase: LivenessPhase;
  readonly startedAt: number;
  readonly phaseAt: number;
  readonly lastFrameAt: number;
  /** Time of this attempt in which no frame came, ms. */
  readonly blindMs: number;
  /** When a face came into view to be looked at; nothing that is asked or waited for counts before. */
  readonly facedAt: number | undefined;
  /** How long no face has been in view while one was looked for, ms. */
  readonly absentMs: number;
  readonly hint: Hint | null;
  readonly samples: readonly FaceObservation[];
  readonly baseline: Baseline | undefined;
  readonly stream: StreamWatch;
  readonly act: ActWatch;
}

export type LivenessInput =
  | { readonly type: 'frame'; readonly frame: FaceObservation; readonly now: number }
  | { readonly type: 'tick'; readonly now: number };

export function beginLiveness(challenge: Challenge, now: number): LivenessState {
  return {
    challenge,
    phase: { kind: 'ready' },
    startedAt: now,
    phaseAt: now,
    lastFrameAt: now,
    blindMs: 0,
    facedAt: undefined,
    absentMs: 0,
    hint: null,
    samples: [],
    baseline: undefined,
    stream: watchStream(),
    act: watchAct(now),
  };
}

export function stepLiveness(state: LivenessState, input: LivenessInput): LivenessState {
  if (ended(state)) return state;
  const timed = onTime(state, input.now);
  if (input.type === 'tick' || ended(timed)) return timed;
  const waited = Math.min(input.now - timed.lastFrameAt, LIVENESS.pauseMs);
  return onFrame(sighted(timed, input.now), input.frame, input.now, waited);
}

/** A frame came. A pause before it is nobody's time: what was asked for is waited for so much longer. */
function sighted(state: LivenessState, now: number): LivenessState {
  const blind = pauseOf(state, now);
  return {
    ...state,
    lastFrameAt: now,
    blindMs: state.blindMs + blind,
    phaseAt: state.phaseAt + blind,
  };
}

function pauseOf(state: LivenessState, now: number): number {
  return Math.max(0, now - state.lastFrameAt - LIVENESS.pauseMs);
}

export function ended(state: LivenessState): boolean {
  return state.phase.kind === 'passed' || state.phase.kind === 'failed';
}

/**
 * Whether an attempt that ended with `fault` came to a judgement on somebody. Before the neutral face is
 * known nothing was asked for yet; who goes out of the picture has left, and was not judged either.
 */
export function judged({ baseline }: LivenessState, fault: PersonFault): boolean {
  return baseline !== undefined && fault !== 'vanished';
}

/** The one sentence on the screen. */
export function instructionOf(state: LivenessState): Instruction {
  switch (state.phase.kind) {
    case 'ready':
      return 'get-ready';
    case 'look':
      // Whoever is not there yet is asked to come.
      return state.facedAt === undefined ? 'get-ready' : 'look';
    case 'act':
      return state.challenge[state.phase.index];
    case 'rest':
      return 'thanks';
    case 'passed':
    case 'failed':
      return 'wait';
  }
}

/** What the source is told. */
export function promptOf(state: LivenessState): FacePrompt {
  switch (state.phase.kind) {
    case 'act':
      return state.challenge[state.phase.index];
    case 'look':
    case 'rest':
      return 'look';
    case 'ready':
    case 'passed':
    case 'failed':
      return 'none';
  }
}

/** 1-based: looking, first act, second act. */
export function stepNumber(state: LivenessState): number {
  const { phase } = state;
  if (phase.kind === 'act') return phase.index + 2;
  if (phase.kind === 'rest') return 2;
  return phase.kind === 'passed' ? LIVENESS_STEPS : 1;
}
export const LIVENESS_STEPS = 3;

function fail(state: LivenessState, fault: LivenessFault): LivenessState {
  return { ...state, phase: { kind: 'failed', fault }, samples: [] };
}

function enter(state: LivenessState, phase: LivenessPhase, now: number): LivenessState {
  return { ...state, phase, phaseAt: now, hint: null, act: watchAct(now) };
}

function onTime(state: LivenessState, now: number): LivenessState {
  const blind = pauseOf(state, now);
  if (state.blindMs + blind > LIVENESS.silentMs) return fail(state, 'no-stream');
  const elapsed = now - state.phaseAt - blind;
  switch (state.phase.kind) {
    case 'ready':
      return elapsed < LIVENESS.readyMs ? state : enter(state, { kind: 'look' }, now);
    case 'look':
      if (elapsed < LIVENESS.lookMs) return state;
      return fail(state, state.hint === 'too-many-faces' ? 'many-faces' : 'not-seen');
    case 'rest': {
      const rested = elapsed >= LIVENESS.restMs && state.act.neutral;
      if (!rested && elapsed < LIVENESS.restMaxMs) return state;
      return enter(state, { kind: 'act', index: 1 }, now);
    }
    case 'act':
      if (elapsed >= LIVENESS.actMs) return fail(state, 'no-movement');
      if (elapsed < LIVENESS.slowMs || state.hint !== null) return state;
      return { ...state, hint: 'take-your-time' };
    case 'passed':
    case 'failed':
      return state;
  }
}

/** `waited`: time since the frame before, ms. */
function onFrame(state: LivenessState, frame: FaceObservation, now: number, waited: number): LivenessState {
  const { watch, fault, usable } = seeStream(state.stream, frame, state.baseline, now);
  const seen = { ...state, stream: watch };
  if (fault !== undefined) return fail(seen, fault);
  switch (seen.phase.kind) {
    case 'look':
      return frame.faces === 0 ? alone(seen, waited) : looking(seen, frame, usable, now);
    case 'act':
      return usable
        ? acting(seen, seen.phase.index, frame, now)
        : { ...seen, hint: hintOf(frame) ?? seen.hint };
    case 'rest':
      return usable ? resting(seen, frame, now) : { ...seen, hint: hintOf(frame) ?? seen.hint };
    case 'ready':
    case 'passed':
    case 'failed':
      return seen;
  }
}

/** What to say about a picture in which no baseline can be taken. */
function hintOf(frame: FaceObservation): Hint | null {
  if (frame.faces === 0) return 'no-face';
  if (frame.faces > 1) return 'too-many-faces';
  if (frame.interEyePx < LIVENESS.interEyePx) return 'too-far';
  if (frame.brightness < LIVENESS.tooDark) return 'too-dark';
  if (frame.brightness > LIVENESS.tooBright) return 'too-bright';
  const away = Math.abs(frame.yaw) > LIVENESS.frontalDeg || Math.abs(frame.pitch) > LIVENESS.frontalDeg;
  return away ? 'face-the-screen' : null;
}

/** Nobody is in view: no time runs against anybody, and in the end nobody was there. */
function alone(state: LivenessState, waited: number): LivenessState {
  const absentMs = state.absentMs + waited;
  if (absentMs >= LIVENESS.nobodyMs) return fail(state, 'nobody');
  const hint = absentMs >= LIVENESS.absentMs ? 'no-face' : state.facedAt === undefined ? null : state.hint;
  return { ...state, phaseAt: state.phaseAt + waited, absentMs, hint, samples: [] };
}

function looking(before: LivenessState, frame: FaceObservation, usable: boolean, now: number): LivenessState {
  const state =
    before.facedAt === undefined
      ? { ...before, facedAt: now, phaseAt: now, absentMs: 0 }
      : { ...before, absentMs: 0 };
  const hint = hintOf(frame);
  if (!usable || hint !== null) return { ...state, hint: hint ?? state.hint, samples: [] };
  const samples = [...state.samples, frame];
  const first = samples[0] ?? frame;
  const known = frame.at - first.at >= LIVENESS.baselineMs && samples.length >= LIVENESS.baselineFrames;
  const said = now - (state.facedAt ?? now) >= LIVENESS.lookMinMs;
  // While it is still being said, the face is learned from its latest frames.
  if (!known || !said) return { ...state, hint: null, samples: known ? samples.slice(1) : samples };
  const based = { ...state, samples: [], baseline: baselineOf(samples) };
  return enter(based, { kind: 'act', index: 0 }, now);
}

function acting(state: LivenessState, index: 0 | 1, frame: FaceObservation, now: number): LivenessState {
  if (state.baseline === undefined) throw new Error('an act without a baseline');
  const act: ChallengeAct = state.challenge[index];
  const seen = seeFrame(state.act, act, frame, state.baseline, now);
  const hint = state.hint === 'take-your-time' ? state.hint : null;
  const next = { ...state, act: seen.watch, hint };
  switch (seen.verdict) {
    case 'waiting':
      return next;
    case 'wrong-act':
    case 'flat':
      return fail(next, seen.verdict);
    case 'done':
      if (index === 0) return { ...enter(next, { kind: 'rest' }, now), act: watchRest(seen.watch, act) };
      return enter(next, { kind: 'passed', durationMs: Math.round(now - state.startedAt) }, now);
  }
}

/** The head turns back and the mouth closes. Nothing is asked, so nothing new may be done. */
function resting(state: LivenessState, frame: FaceObservation, now: number): LivenessState {
  if (state.baseline === undefined) throw new Error('a rest without a baseline');
  // Judged as if a blink were asked for, which is always allowed.
  const seen = seeFrame(state.act, 'blink', frame, state.baseline, now);
  const next = { ...state, act: seen.watch, hint: null };
  return seen.verdict === 'wrong-act' || seen.verdict === 'flat' ? fail(next, seen.verdict) : next;
}

function baselineOf(samples: readonly FaceObservation[]): Baseline {
  const median = (pick: (frame: FaceObservation) => number): number => {
    const sorted = samples.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  // A median forgives the blink that falls into the second.
  return {
    yaw: median((frame) => frame.yaw),
    pitch: median((frame) => frame.pitch),
    blinkLeft: median((frame) => frame.blinkLeft),
    blinkRight: median((frame) => frame.blinkRight),
    jawOpen: median((frame) => frame.jawOpen),
    interEyePx: median((frame) => frame.interEyePx),
  };
}
