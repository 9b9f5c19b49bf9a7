import { useEffect, useRef } from 'preact/hooks';
import type { Ease } from '../../../shared/view/view.ts';
import type { Language, Say } from '../words/words.ts';
import type { FocusedKey } from '../keys/focused-key.ts';
import type { Line } from './line.ts';
import type { Utterance, Voice } from './voice.ts';

export interface Heard {
  readonly page: number;
  readonly mode: Ease['voice'];
  /** Everything that the screen says now. */
  readonly lines: readonly Line[];
  readonly say: Say;
  readonly language: Language;
  readonly voice: Voice;
  readonly focused: FocusedKey;
}

interface Before {
  readonly page: number;
  readonly mode: Ease['voice'];
  readonly language: Language;
  readonly lines: readonly Line[];
  readonly moves: number;
  readonly key: Utterance | undefined;
}

/** Speaks what a screen says when it comes up, and then only what is new. */
export function useSpeech({ page, mode, lines, say, language, voice, focused }: Heard): void {
  const before = useRef<Before | undefined>(undefined);

  // Runs after the effect that puts the focus on the next step, so the key that is read is the new one.
  useEffect(() => {
    const last = before.current;
    const key = focused.read(say);
    before.current = { page, mode, language, lines, moves: focused.moves, key };
    if (mode === 'off') {
      if (last?.mode !== 'off') voice.hush();
      return;
    }
    const audible = lines.filter(
      (line) => line.for === 'all' || (line.for === 'ear') === (mode === 'private'),
    );
    const keys = key === undefined ? [] : [key];
    const greeting = { about: 'voice', text: say(`spoken.voice.${mode}`) };
    const turnedOn = last !== undefined && last.mode !== mode;
    if (last === undefined || turnedOn || last.page !== page || last.language !== language) {
      // A strip that stood there before is no news on the next screen.
      const fresh = audible.filter((line) => line.about !== 'strip' || turnedOn || isNews(line, last));
      voice.say(turnedOn ? [greeting, ...fresh] : [...fresh, ...keys], language);
    } else if (focused.moves !== last.moves) {
      // Whoever moves on has heard enough of the rest.
      voice.say(keys, language);
    } else {
      const news = [
        ...audible.filter((line) => isNews(line, last)),
        ...keys.filter(({ text }) => text !== last.key?.text),
      ];
      if (news.length > 0 || last.lines.length !== lines.length)
        voice.goOn([greeting, ...audible, ...keys], news, language);
    }
  });
}

function isNews(line: Line, last: Before | undefined): boolean {
  return last === undefined || !last.lines.some((one) => one.about === line.about && one.text === line.text);
}
