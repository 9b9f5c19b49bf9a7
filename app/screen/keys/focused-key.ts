import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { KioskView } from '../../../shared/view/view.ts';
import type { Utterance } from '../speech/voice.ts';
import type { Say } from '../words/words.ts';

/** The key with the focus as it is heard: its name, what is said about it, and whether it is chosen. */
function heardOf(key: Element, say: Say): string {
  const about = document.getElementById(key.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
  const chosen = key.getAttribute('aria-pressed') === 'true' ? say('spoken.chosen') : '';
  return [key.getAttribute('aria-label') ?? '', about, chosen].filter((part) => part !== '').join('。');
}

/** `undefined` unless the five-key pad is in use: a finger knows where it is. */
export function useFocusedKey(
  stage: RefObject<HTMLElement | null>,
  view: KioskView,
  say: Say,
): Utterance | undefined {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    const read = (): void => {
      const here = document.activeElement;
      const pad = stage.current !== null && 'pad' in stage.current.dataset;
      setText(pad && here instanceof HTMLButtonElement ? heardOf(here, say) : undefined);
    };
    read();
    // The first press of the pad only shows the ring, without moving the focus.
    document.addEventListener('keyup', read);
    document.addEventListener('focusin', read);
    return () => {
      document.removeEventListener('keyup', read);
      document.removeEventListener('focusin', read);
    };
  }, [view, say]);
  return text === undefined ? undefined : { about: 'focus', text };
}
