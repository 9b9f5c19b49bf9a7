import type { Ease } from '../../../shared/view/view.ts';
import { SIZES } from './browser.ts';
import { STORIES } from './stories/registry.ts';
import type { AnyStory } from './stories/story.ts';

/** Everything that changes a picture of a story. */
export interface Variant {
  readonly size: keyof typeof SIZES;
  readonly text: Ease['text'];
  readonly contrast: boolean;
  readonly language: Ease['language'];
}

/** One picture of one story. */
export interface Case {
  readonly story: AnyStory;
  readonly variant: Variant;
}

const VARIANTS: readonly Variant[] = (['portrait', 'landscape'] as const).flatMap((size) =>
  (['zh-CN', 'en'] as const).flatMap((language) =>
    ([0, 1, 2] as const).flatMap((text) =>
      [false, true].map((contrast) => ({ size, text, contrast, language })),
    ),
  ),
);

/** All stories in all variants are for a machine that has the time: SCREEN_MATRIX=full. */
const FULL = process.env['SCREEN_MATRIX'] === 'full';

/** Every value of every factor for the story with this place in the list, and other pairs than for its neighbours. */
function sampleFor(place: number): readonly Variant[] {
  const first = place % 8;
  return [first, first ^ 7, (first + Math.floor(place / 8)) % 8].map((bits, row) => ({
    size: (bits & 4) === 0 ? 'portrait' : 'landscape',
    text: ([0, 1, 2] as const)[(row + place) % 3] ?? 0,
    contrast: (bits & 1) !== 0,
    language: (bits & 2) === 0 ? 'zh-CN' : 'en',
  }));
}

/** Every story with every value of size, type, contrast and language at least once. */
export const SAMPLE: readonly Case[] = STORIES.flatMap((story, place) =>
  (FULL ? VARIANTS : sampleFor(place)).map((variant) => ({ story, variant })),
);

/** As well, and every shape of every screen in all variants. */
export const SAMPLE_AND_SHAPES: readonly Case[] = STORIES.flatMap((story, place) =>
  (FULL || story.shape ? VARIANTS : sampleFor(place)).map((variant) => ({ story, variant })),
);

export function easeOf({ text, contrast, language }: Variant): Ease {
  return { text, contrast, language, voice: 'off' };
}

export function nameOf({ story, variant: { size, text, contrast, language } }: Case): string {
  return `${story.name}, ${size}, 大字 ${text}, ${contrast ? '高对比' : '—'}, ${language}`;
}
