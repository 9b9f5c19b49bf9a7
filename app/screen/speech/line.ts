import { yearAndMonth } from '../words/dates.ts';
import { allDrawn } from '../words/drawn.tsx';
import type { Say, Word } from '../words/words.ts';

/**
 * One thing that is heard. Others stand in the hall: names, numbers, and why somebody cannot be certified are
 * for the `ear` only (耳机 mode); the `hall` hears
 * another sentence in their place.
 */
export interface Line {
  /** What the line is about; the same line with another text is news. */
  readonly about: string;
  readonly text: string;
  readonly for: 'all' | 'ear' | 'hall';
  /** A name in the text, whose first character is read as a surname. */
  readonly name?: string;
}

/** A screen that says its headline and no more. */
export function headOnly(_view: unknown, head: readonly Line[]): readonly Line[] {
  return head;
}

export function said(word: Word, say: Say): Line {
  return { about: word, text: say(word), for: 'all' };
}

export function monthLine(caption: Word, month: string, say: Say): Line {
  return { about: caption, text: `${say(caption)} ${say('date.month', yearAndMonth(month))}`, for: 'ear' };
}

export function nameLine(label: Word, name: string, say: Say): readonly Line[] {
  if (name === '') return [];
  const spoken: Line = { about: label, text: `${say(label)}：${name}`, for: 'ear', name };
  return allDrawn(name) ? [spoken] : [spoken, said('label.name.undrawn', say)];
}

/** Enough of a number to know it by. */
export function lastFour(maskedNumber: string, say: Say): Line {
  return { about: 'number', text: say('spoken.last-four', { digits: maskedNumber.slice(-4) }), for: 'ear' };
}
