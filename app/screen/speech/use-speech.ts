import { useEffect, useRef } from 'preact/hooks';
import type { Ease, KioskView } from '../../../shared/view/view.ts';
import type { Layout } from '../frame/stage-size.ts';
import type { Language, Say } from '../words/words.ts';
import { type Line, linesOf } from './lines.ts';
import type { Utterance, Voice } from './voice.ts';

export interface Heard {
  readonly view: KioskView;
  readonly say: Say;
  readonly language: Language;
  readonly layout: Layout;
  readonly voice: Voice;
  /** The key that has the focus, as it is heard; `undefined` unless the five-key pad is in use. */
  readonly focused: Utterance | undefined;
}

interface Before {
  readonly page: number;
  readonly mode: Ease['voice'];
  readonly language: Language;
  readonly lines: readonly Line[];
  readonly focused: Utterance | undefined;
}

/** Speaks what a screen says when it comes up, and then only what is new. */
export function useSpeech({ view, say, language, layout, voice, focused }: Heard): void {
  const lines = linesOf(view, say, layout);
  const before = useRef<Before | undefined>(undefined);
  const mode = view.ease.voice;

  useEffect(() => {
    const last = before.current;
    before.current = { page: view.page, mode, language, lines, focused };
    if (mode === 'off') {
      if (last?.mode !== 'off') voice.hush();
      return;
    }
    const audible = lines.filter(
      (line) => line.for === 'all' || (line.for === 'ear') === (mode === 'private'),
    );
    const key = focused === undefined ? [] : [focused];
    const turnedOn = last !== undefined && last.mode !== mode;
    if (last === undefined || turnedOn || last.page !== view.page || last.language !== language) {
      const greeting = turnedOn ? [{ about: 'voice', text: say(`spoken.voice.${mode}`) }] : [];
      // A strip that stood there before is no news on the next screen.
      const fresh = audible.filter((line) => line.about !== 'strip' || turnedOn || isNews(line, last));
      voice.say([...greeting, ...fresh, ...key], language);
      return;
    }
    const movedTo = focused !== undefined && focused.text !== last.focused?.text ? [focused] : [];
    // Whoever moves on has heard enough of the rest.
    if (movedTo.length > 0) voice.say(movedTo, language);
    else {
      const news = audible.filter((line) => isNews(line, last));
      if (news.length > 0 || last.lines.length !== lines.length) voice.goOn(audible, news, language);
    }
  });
}

function isNews(line: Line, last: Before | undefined): boolean {
  return last === undefined || !last.lines.some((one) => one.about === line.about && one.text === line.text);
}
