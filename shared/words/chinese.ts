import sentences from '../../assets/strings/zh-CN.json' with { type: 'json' };
import type { Fillings } from './fill.ts';
import { fill } from './fill.ts';

/** Key of a sentence in the catalogue, the one place where screen, voice and paper have their words from. */
export type Sentence = keyof typeof sentences;

/** In Chinese as on paper: without `**marks**`, a line end where the screen has one. */
export function inChinese(sentence: Sentence, fillings?: Fillings): string {
  return fill(sentences[sentence], fillings).replaceAll('**', '');
}
