import { z } from 'zod';
import { isDay } from '../../shared/dates/day.ts';
import type { Month } from '../../shared/dates/month.ts';
import { isMonth } from '../../shared/dates/month.ts';
import type { Value } from './parameter.ts';

/** The kinds of values that more than one command takes. */

export function text(shape: string, give?: string): Value<string> {
  return { shape, schema: z.string(), ...(give === undefined ? {} : { give }) };
}

export const FILE = text('FILE', 'name a file');
export const FOLDER = text('DIR', 'name a folder');
export const NAME: Value<string> = { shape: 'NAME', schema: z.string().trim() };

export const DAY: Value<string> = {
  shape: 'YYYY-MM-DD',
  schema: z.string().refine(isDay, 'is not a day; write YYYY-MM-DD'),
};

export const MONTH: Value<Month> = {
  shape: 'YYYY-MM',
  schema: z.string().refine(isMonth, 'is not a month'),
};

export const YEAR: Value<number> = {
  shape: 'YYYY',
  schema: z
    .string()
    .regex(/^(19|20)\d\d$/, 'is not a year')
    .transform(Number),
};

/** Of this machine. */
export const PORT: Value<number> = {
  shape: 'PORT',
  schema: z
    .string()
    .refine(
      (word) => /^\d{1,5}$/.test(word) && Number(word) <= 65_535,
      'is not a port; give a number from 0 to 65535, 0 picks a free one',
    )
    .transform(Number),
};

export function wholeNumber(shape: string, least: number, most: number): Value<number> {
  return {
    shape,
    schema: z
      .string()
      .refine(
        (word) => /^\d{1,15}$/.test(word) && Number(word) >= least && Number(word) <= most,
        `is not a whole number from ${least} to ${most}`,
      )
      .transform(Number),
  };
}

/** One of these words. */
export function oneOf<const W extends readonly string[]>(...words: W): Value<W[number]> {
  const known: readonly string[] = words;
  return {
    shape: words.join('|'),
    schema: z.custom<W[number]>(
      (word) => typeof word === 'string' && known.includes(word),
      `is not known; there ${words.length === 1 ? 'is' : 'are'} ${words.join(', ')}`,
    ),
  };
}
