/**
 * Numbers of the liveness decision. Start values of public blendshape detectors, taken as deltas
 * against the person's own neutral face, because old faces droop, tremble and wear glasses.
 * Times in ms, angles in degrees, blendshapes 0…1.
 */
export const LIVENESS = {
  /** 请站到脚印上: as long as it takes to say it, and to look up before anything is asked. */
  readyMs: 2_500,
  /** Nobody in view: how long 请站到脚印上 and what stands below it are left to be read. */
  absentMs: 7_000,
  /** After so long without a face the machine cannot see who stands there: other ways are offered. */
  nobodyMs: 30_000,
  /** 请看着屏幕 is said to the end, however soon the neutral face is known. */
  lookMinMs: 1_800,
  /** Steady frames that make the neutral baseline. */
  baselineMs: 1_000,
  baselineFrames: 8,
  /** To stand rightly in front of the camera, once a face is there. */
  lookMs: 20_000,
  /** For each act. */
  actMs: 10_000,
  /** After this, 不着急. */
  slowMs: 4_000,
  /** Between the two acts the face comes to rest, and 好，看清了 is said to the end. */
  restMs: 1_700,
  restMaxMs: 4_000,
  /** Nobody reacts faster to a sentence: an act that began earlier was not an answer to it. */
  reactionMs: 200,

  /** Quality gate of the baseline. */
  interEyePx: 80,
  frontalDeg: 15,
  tooDark: 50,
  tooBright: 225,

  /** Lids, as part of the way from the neutral face to fully closed. */
  eyesClosed: 0.5,
  eyesOpen: 0.2,
  blinkMinMs: 80,
  blinkMaxMs: 800,
  /** Jaw, as part of the way from the neutral face to wide open. */
  mouthOpen: 0.45,
  mouthHeld: 0.35,
  mouthShut: 0.15,
  mouthMs: 300,
  /** Head, against the neutral face. */
  turnDeg: 18,
  frontDeg: 9,
  turnFrames: 2,
  /** Frame-to-frame motion that can carry a depth cue. */
  movingDeg: 0.7,
  /** Mean depth cue of a turning head; a waved sheet of paper stays near 0. */
  parallax: 0.3,

  /** One face must stay in view from the baseline to the end. */
  vanishedMs: 450,
  crowdedMs: 700,
  /** A jump between neighbouring frames that no head makes. */
  neighbourMs: 150,
  jumpDeg: 30,
  jumpScale: 1.3,
  /** Size of the face against the baseline; beyond it somebody else stands there. */
  swapScale: 1.45,
  swapFrames: 3,
  /** Identical numbers: a sensor's noise never repeats. */
  frozenFrames: 8,
  frozenMs: 400,
  loopFrames: 6,
  loopMemory: 300,
  /** Frames that do not move forward in time. */
  staleFrames: 10,
  /** The source's clock against ours; beyond it the frames were not taken now. */
  driftMs: 2_500,
  /** A pause between frames beyond this is time in which nobody was looked at. */
  pauseMs: 300,
  /** So much of it in one attempt, at once or in pieces: the camera is gone. */
  silentMs: 3_000,
} as const;
