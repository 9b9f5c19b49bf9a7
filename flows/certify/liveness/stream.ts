import type { FaceObservation } from '../../../devices/contract/face-source.ts';
import type { Baseline } from './acts.ts';
import { LIVENESS } from './limits.ts';

/** Why the stream itself cannot be what a camera sees of one person standing there now. */
export type StreamFault = 'frozen' | 'looped' | 'swapped' | 'vanished' | 'many-faces' | 'not-now';

/** What is remembered of the stream as a whole, beside any act. */
export interface StreamWatch {
  readonly last: FaceObservation | undefined;
  /** Terminal's time of the first frame, and its own. */
  readonly origin: { readonly at: number; readonly now: number } | undefined;
  readonly stale: number;
  /** Identical frames in a row and the time of the first. */
  readonly sameCount: number;
  readonly sameFrom: number;
  /** Fingerprints of the frames so far, oldest first. */
  readonly memory: readonly number[];
  readonly loopLag: number;
  readonly loopCount: number;
  readonly lostSince: number | undefined;
  readonly crowdSince: number | undefined;
  readonly otherSize: number;
}

export function watchStream(): StreamWatch {
  return {
    last: undefined,
    origin: undefined,
    stale: 0,
    sameCount: 0,
    sameFrom: 0,
    memory: [],
    loopLag: 0,
    loopCount: 0,
    lostSince: undefined,
    crowdSince: undefined,
    otherSize: 0,
  };
}

/** One number for all that was measured; equal frames have equal ones. */
function fingerprint(frame: FaceObservation): number {
  return (
    frame.yaw +
    frame.pitch * Math.PI +
    frame.blinkLeft * 17.31 +
    frame.blinkRight * 29.77 +
    frame.jawOpen * 41.93 +
    frame.interEyePx * 1.7321 +
    frame.brightness * 0.57721
  );
}

/** Distance between the eyes as if the head looked straight ahead. */
function frontalEyes(frame: FaceObservation): number {
  return frame.interEyePx / Math.max(Math.cos((frame.yaw * Math.PI) / 180), 0.3);
}

function ratio(a: number, b: number): number {
  const small = Math.min(a, b);
  return small <= 0 ? Number.POSITIVE_INFINITY : Math.max(a, b) / small;
}

function jumped(before: FaceObservation | undefined, frame: FaceObservation): boolean {
  if (before === undefined || before.faces !== 1) return false;
  if (frame.at - before.at > LIVENESS.neighbourMs) return false;
  return (
    Math.abs(frame.yaw - before.yaw) > LIVENESS.jumpDeg ||
    ratio(frontalEyes(frame), frontalEyes(before)) > LIVENESS.jumpScale
  );
}

/** Identical frames in a row, and runs that repeat an earlier run. */
function repetition(watch: StreamWatch, frame: FaceObservation): StreamWatch {
  const print = fingerprint(frame);
  const { memory } = watch;
  const same = memory.at(-1) === print;
  const found = same ? -1 : memory.lastIndexOf(print);
  const lag = found === -1 ? 0 : memory.length - found;
  const kept = memory.length >= LIVENESS.loopMemory ? memory.slice(-LIVENESS.loopMemory + 1) : memory;
  return {
    ...watch,
    sameCount: same ? watch.sameCount + 1 : 1,
    sameFrom: same ? watch.sameFrom : frame.at,
    memory: [...kept, print],
    loopLag: lag,
    loopCount: lag === 0 ? 0 : lag === watch.loopLag ? watch.loopCount + 1 : 1,
  };
}

/**
 * Takes one frame in. `baseline` is there from the end of the baseline second on: from then one and
 * the same face must stay.
 */
export function seeStream(
  before: StreamWatch,
  frame: FaceObservation,
  baseline: Baseline | undefined,
  now: number,
): { readonly watch: StreamWatch; readonly fault: StreamFault | undefined; readonly usable: boolean } {
  const { last } = before;
  if (last !== undefined && frame.at <= last.at) {
    const stale = before.stale + 1;
    const fault = stale >= LIVENESS.staleFrames ? 'frozen' : undefined;
    return { watch: { ...before, stale }, fault, usable: false };
  }
  const origin = before.origin ?? { at: frame.at, now };
  const base = { ...before, last: frame, origin, stale: 0 };
  const drift = Math.abs(frame.at - origin.at - (now - origin.now));
  if (drift > LIVENESS.driftMs) return { watch: base, fault: 'not-now', usable: false };
  if (frame.faces !== 1) return absent(base, frame, baseline !== undefined, now);

  const seen = repetition({ ...base, lostSince: undefined, crowdSince: undefined }, frame);
  if (seen.sameCount >= LIVENESS.frozenFrames && frame.at - seen.sameFrom >= LIVENESS.frozenMs) {
    return { watch: seen, fault: 'frozen', usable: false };
  }
  if (seen.loopCount >= LIVENESS.loopFrames) return { watch: seen, fault: 'looped', usable: false };
  if (baseline === undefined) return { watch: seen, fault: undefined, usable: true };

  const other = ratio(frontalEyes(frame), baseline.interEyePx) > LIVENESS.swapScale;
  const watch = { ...seen, otherSize: other ? seen.otherSize + 1 : 0 };
  const swapped = jumped(last, frame) || watch.otherSize >= LIVENESS.swapFrames;
  return { watch, fault: swapped ? 'swapped' : undefined, usable: !swapped };
}

/** No face, or more than one. Before the baseline that is only a hint; afterwards it is soon a fault. */
function absent(
  watch: StreamWatch,
  frame: FaceObservation,
  binding: boolean,
  now: number,
): { readonly watch: StreamWatch; readonly fault: StreamFault | undefined; readonly usable: boolean } {
  if (frame.faces === 0) {
    const lostSince = watch.lostSince ?? now;
    const gone = binding && now - lostSince >= LIVENESS.vanishedMs;
    return {
      watch: { ...watch, lostSince, crowdSince: undefined },
      fault: gone ? 'vanished' : undefined,
      usable: false,
    };
  }
  const crowdSince = watch.crowdSince ?? now;
  const crowded = binding && now - crowdSince >= LIVENESS.crowdedMs;
  return {
    watch: { ...watch, crowdSince, lostSince: undefined },
    fault: crowded ? 'many-faces' : undefined,
    usable: false,
  };
}
