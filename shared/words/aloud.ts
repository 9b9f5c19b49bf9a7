/**
 * How a text of the screen is heard: which stretches are one clip of `assets/audio`, and how a number is
 * read. Shared by the script that makes the clips and the screen that plays them, so that both cut alike.
 */
export type Language = 'zh-CN' | 'en';

const EDGE = '[\\s，。、：；！？“”（）·,.:;!?()/—-]*';
const EDGES = new RegExp(`^${EDGE}|${EDGE}$`, 'g');

/** Without what is for the eye: bold, line ends, marks at both ends. */
export function heard(text: string): string {
  return text.replaceAll('**', '').replaceAll('\n', ' ').replace(/ +/g, ' ').replace(EDGES, '');
}

/**
 * The stretches of a catalogue sentence between its `{values}`; what has no sound is left out.
 * @internal for the builder of clips
 */
export function stretchesOf(sentence: string): readonly string[] {
  return sentence
    .split(/\{\w+\}/)
    .map(heard)
    .filter((stretch) => stretch !== '');
}

const DIGITS = [...'零一二三四五六七八九'];

/** 0–99 as it is said: 十二, 二十, 三十一. @internal for the builder of clips */
export function inHan(number: number): string {
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  if (tens === 0) return DIGITS[ones] ?? '';
  return `${tens === 1 ? '' : DIGITS[tens]}十${ones === 0 ? '' : DIGITS[ones]}`;
}

/** Up to 31 a number is read as one (days, months, windows); what is longer is read digit by digit. */
export const LARGEST_AS_ONE = 31;

/** `2027` → 2 0 2 7, `12` → 12, `05` → 0 5. */
export function numberParts(digits: string): readonly string[] {
  const asOne = String(Number(digits)) === digits && Number(digits) <= LARGEST_AS_ONE;
  return asOne ? [digits] : [...digits];
}

/** Of a Chinese sentence, as the clips speak it: about 160 characters a minute. */
const CHARACTER_MS = 380;

/** How long it takes to say a Chinese sentence, ms; at least as long as its clip. */
export function speakingMs(sentence: string): number {
  return [...heard(sentence)].length * CHARACTER_MS;
}
