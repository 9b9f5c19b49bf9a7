import { describe, expect, test } from 'vitest';
import { SAMPLE, SAMPLE_AND_SHAPES, type Variant } from './matrix.ts';
import { STORIES, STORIES_OF } from './stories/registry.ts';

const FACTORS: { readonly [F in keyof Variant]: readonly Variant[F][] } = {
  size: ['portrait', 'landscape'],
  text: [0, 1, 2],
  contrast: [false, true],
  language: ['zh-CN', 'en'],
};
const VALUES = Object.entries(FACTORS).flatMap(([factor, values]) =>
  values.map((value) => ({ factor: factor as keyof Variant, value })),
);

describe('the pictures that are looked at every day', () => {
  test('show every story in every size, type, contrast and language', () => {
    const missing = STORIES.flatMap((story) => {
      const cases = SAMPLE.filter((one) => one.story === story);
      return VALUES.filter(
        ({ factor, value }) => !cases.some(({ variant }) => variant[factor] === value),
      ).map(({ factor, value }) => `${story.name}: ${factor} ${value}`);
    });
    expect(missing).toEqual([]);
  });

  test('show any two of these together, on every screen that has several stories', () => {
    for (const [screen, stories] of Object.entries(STORIES_OF)) {
      if (stories.length < 8) continue;
      const cases = SAMPLE.filter(({ story }) => story.view.screen === screen);
      for (const a of VALUES)
        for (const b of VALUES.filter(({ factor }) => factor !== a.factor))
          expect(
            cases.some(({ variant }) => variant[a.factor] === a.value && variant[b.factor] === b.value),
            `${screen}: ${a.factor} ${a.value} with ${b.factor} ${b.value}`,
          ).toBe(true);
    }
  });

  test('hold every shape of every screen in all variants', () => {
    for (const [screen, stories] of Object.entries(STORIES_OF)) {
      const shapes = stories.filter(({ shape }) => shape);
      expect(shapes.length, screen).toBeGreaterThan(0);
      for (const story of shapes)
        expect(SAMPLE_AND_SHAPES.filter((one) => one.story === story).length, story.name).toBe(24);
    }
  });

  test('are told apart by the names of their stories, which stand with their own screen', () => {
    expect(new Set(STORIES.map(({ name }) => name)).size).toBe(STORIES.length);
    for (const [screen, stories] of Object.entries(STORIES_OF))
      for (const { name, view } of stories) expect(view.screen, name).toBe(screen);
  });
});
