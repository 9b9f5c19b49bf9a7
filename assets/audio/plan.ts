import { pinyin } from 'pinyin-pro';
import { inHan, LARGEST_AS_ONE, stretchesOf, type Language } from '../../shared/words/aloud.ts';

/** One clip to be made. `text`: what the screen looks it up by; `file`: without its ending. */
export interface Wanted {
  readonly text: string;
  readonly file: string;
  /** What the speech program is given, and in which of its voices. */
  readonly spoken: string;
  readonly voice: 'mandarin' | 'english';
}

/** Every stretch of a catalogue, numbers and letters; a text that stands under two keys has one clip. */
export function clipsOf(tongue: Language, catalogue: Readonly<Record<string, string>>): readonly Wanted[] {
  const wanted = new Map<string, Wanted>();
  const want = (text: string, file: string, spoken = text): void => {
    if (wanted.has(text)) return;
    wanted.set(text, { text, file, ...inVoice(tongue, spoken) });
  };
  for (const [key, sentence] of Object.entries(catalogue)) {
    stretchesOf(sentence).forEach((stretch, i) => want(stretch, i === 0 ? key : `${key}.${i + 1}`));
  }
  for (let n = 0; n <= LARGEST_AS_ONE; n += 1)
    want(String(n), `number.${n}`, tongue === 'zh-CN' ? inHan(n) : String(n));
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') want(letter, `letter.${letter}`);
  return [...wanted.values()];
}

/** Every syllable of Mandarin that a character is read as: names of people and places are put together of them. */
export function syllables(): readonly Wanted[] {
  const all = new Set<string>();
  for (const [from, to] of [
    [0x3400, 0x4dbf],
    [0x4e00, 0x9fff],
    [0x20000, 0x2ebef],
  ] as const) {
    for (let code = from; code <= to; code += 1) {
      const character = String.fromCodePoint(code);
      const [read = character] = pinyin(character, { toneType: 'num', type: 'array', v: true });
      if (/^[a-z]+[0-4]$/.test(read)) all.add(read);
    }
  }
  return [...all].sort().map((syllable) => ({
    text: syllable,
    file: syllable,
    spoken: toned(syllable),
    voice: 'mandarin',
  }));
}

/** espeak-ng writes the neutral tone 5. */
function toned(syllable: string): string {
  return syllable.replace(/0$/, '5');
}

/** A Chinese text is given as Pinyin: espeak-ng knows fewer readings in context (行 háng or xíng) than the dictionary. */
function inVoice(tongue: Language, text: string): Pick<Wanted, 'spoken' | 'voice'> {
  if (tongue === 'en' && !/\p{Script=Han}/u.test(text)) return { spoken: text, voice: 'english' };
  if (!/\p{Script=Han}/u.test(text)) return { spoken: text, voice: 'english' };
  const spoken = text
    .replace(/\d+/g, (digits) =>
      digits.length <= 2 ? inHan(Number(digits)) : [...digits].map((d) => inHan(Number(d))).join(''),
    )
    .replace(/\p{Script=Han}+/gu, (run) =>
      pinyin(run, { toneType: 'num', type: 'array', v: true }).map(toned).join(' ').concat(' '),
    )
    .replaceAll(/[“”（）·]/g, ' ')
    .replaceAll(/[，、：；]/g, ', ')
    .replaceAll(/[。！]/g, '. ')
    .replaceAll('？', '? ');
  return { spoken, voice: 'mandarin' };
}
