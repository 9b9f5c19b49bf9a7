import type { Ease } from '../../../shared/view/view.ts';
import { STORIES, type Story } from './stories.ts';

/** One story for each screen and shape; all of them, in every variant, with SCREEN_MATRIX=full. */
export const FULL = process.env['SCREEN_MATRIX'] === 'full';
export const SHORT = new Set([
  'home',
  'home, all open',
  'home, nothing open, no paper, demo',
  'strip printer-no-answer',
  'identify',
  'identify, foreign name',
  'identify, unreadable',
  'enter-number, wrong',
  'enter-number, phone short',
  'confirm-identity',
  'already-certified, offered',
  'consent',
  'consent, no paper',
  'consent, no printer, no camera',
  'capture',
  'capture, too-bright',
  'fallback, flat',
  'working, reporting',
  'result, accepted, suspended',
  'result, paper-out',
  'result, submitted, witness',
  'result, ineligible, deceased',
  'still-here',
  'out-of-service, no-reader',
]);
export const CHOSEN: readonly Story[] = FULL ? STORIES : STORIES.filter((story) => SHORT.has(story.name));

export const VARIANTS: readonly Ease[] = (['zh-CN', 'en'] as const).flatMap((language) =>
  ([0, 1, 2] as const).flatMap((text) =>
    [false, true].map((contrast) => ({ text, contrast, language, voice: 'off' })),
  ),
);
