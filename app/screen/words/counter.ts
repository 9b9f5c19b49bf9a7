import type { Say } from './words.ts';

/** `3号窗口` in the language of the screen; a place that has a name of its own keeps it. */
export function counterWord(counter: string, say: Say): string {
  const number = /^(\d+) ?号窗口$/.exec(counter)?.[1];
  return number === undefined ? counter : say('counter.numbered', { number });
}
