import type { Language } from '../words/words.ts';

/** 160–180 characters a minute: slow against the usual 240. */
const RATE = 0.75;
/** A voice that has not begun by then will not; the sentence on the screen stands anyway, ms. */
const START_LIMIT = 3_000;

export interface Voice {
  /** Replaces what is being said. Never throws, never waits. */
  say(sentence: string, language: Language): void;
  hush(): void;
}

export const SILENT: Voice = { say: () => undefined, hush: () => undefined };

/** Speech of the operating system, where there is one; many kiosks have none. */
export function systemVoice(synth: SpeechSynthesis | undefined): Voice {
  if (synth === undefined) return SILENT;
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  /** Replaced by every new sentence, so that a late list of voices speaks only the last one. */
  let pending: (() => void) | undefined;

  const speak = (sentence: string, language: Language): void => {
    const voice = synth.getVoices().find((v) => v.lang.toLowerCase().startsWith(language.slice(0, 2)));
    if (voice === undefined) return;
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = RATE;
    utterance.addEventListener('start', () => clearTimeout(giveUp));
    synth.speak(utterance);
  };
  const hush = (): void => {
    clearTimeout(giveUp);
    pending = undefined;
    synth.cancel();
  };
  synth.addEventListener('voiceschanged', () => {
    pending?.();
    pending = undefined;
  });

  return {
    hush,
    say(sentence, language) {
      hush();
      giveUp = setTimeout(hush, START_LIMIT);
      if (synth.getVoices().length > 0) speak(sentence, language);
      else pending = () => speak(sentence, language);
    },
  };
}
