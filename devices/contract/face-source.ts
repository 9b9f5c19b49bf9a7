import type { LinkStatus } from './status.ts';

/** The acts a person can be asked for, besides looking into the camera. */
export const CHALLENGE_ACTS = ['blink', 'mouth', 'turn-left', 'turn-right'] as const;
export type ChallengeAct = (typeof CHALLENGE_ACTS)[number];

/**
 * One analysed camera frame: numbers only, never pixels. Left and right are the person's own.
 * The decision is made from these in the terminal; whoever produces them is only a source.
 */
export interface FaceObservation {
  /** Capture time, ms on the source's monotonic clock. */
  readonly at: number;
  /** Faces in the picture. The other fields describe the largest; they are 0 when there is none. */
  readonly faces: number;
  /** Degrees; positive is the person's own left. */
  readonly yaw: number;
  /** Degrees; positive is upwards. */
  readonly pitch: number;
  /** 0 open … 1 closed. */
  readonly blinkLeft: number;
  readonly blinkRight: number;
  /** 0 closed … 1 wide open. */
  readonly jawOpen: number;
  /** Distance between the eyes in pixels; below 80 the face is too far away. */
  readonly interEyePx: number;
  /** Mean brightness of the face, 0…255. */
  readonly brightness: number;
  /**
   * Depth cue: how far landmark motion departs from that of a flat picture while turning, 0 (a flat
   * sheet being waved) … 1 (a head). 0 while the head stands still.
   */
  readonly parallax: number;
}

/** What the person is being asked at this moment; a scripted person "sees" this. */
export type FacePrompt = 'look' | ChallengeAct | 'none';

/**
 * Where observations come from: a scripted persona, or the camera in the screen process. Whatever goes
 * wrong in it says nothing of the person: it is told by `status`, by silence or by throwing, never by an
 * observation.
 */
export interface FaceSource {
  readonly capability: { readonly engine: 'scripted' | 'mediapipe'; readonly simulated: boolean };
  /** Asked at every turn; never throws. `no-answer` when frames are due and none come. */
  status(): LinkStatus;
  /**
   * Starts the stream. Returns a stop function; nothing is delivered after it was called. The clock of
   * the observations does not start anew within a stream.
   */
  observe(listener: (observation: FaceObservation) => void): () => void;
  /** Tells the source what the screen asks now. */
  prompt(prompt: FacePrompt): void;
}
