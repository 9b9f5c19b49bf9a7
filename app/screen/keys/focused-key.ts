import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Utterance } from '../speech/voice.ts';
import type { Say } from '../words/words.ts';

/** The key that has the focus, for those who find it with the five-key pad. */
export interface FocusedKey {
  /** As it is heard now; `undefined` unless the pad is in use: a finger knows where it is. */
  read(say: Say): Utterance | undefined;
  /** Grows with every move that an arrow made, and with no other. */
  readonly moves: number;
}

/** Its name, what is said about it, and whether it is chosen. */
function heardOf(key: Element, say: Say): string {
  const about = document.getElementById(key.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
  const chosen = key.getAttribute('aria-pressed') === 'true' ? say('spoken.chosen') : '';
  return [key.getAttribute('aria-label') ?? '', about, chosen].filter((part) => part !== '').join('。');
}

export function useFocusedKey(stage: RefObject<HTMLElement | null>): FocusedKey {
  const [moves, setMoves] = useState(0);
  const [, look] = useState(0);
  useEffect(() => {
    let arrow = false;
    const onDown = (event: KeyboardEvent): void => {
      arrow = event.key.startsWith('Arrow');
    };
    // The first press of the pad only shows the ring, without moving the focus.
    const onUp = (): void => {
      arrow = false;
      look((n) => n + 1);
    };
    const onFocus = (): void => {
      if (arrow) setMoves((n) => n + 1);
    };
    document.addEventListener('keydown', onDown, true);
    document.addEventListener('keyup', onUp);
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('keydown', onDown, true);
      document.removeEventListener('keyup', onUp);
      document.removeEventListener('focusin', onFocus);
    };
  }, []);
  return {
    moves,
    read(say) {
      const here = document.activeElement;
      const pad = stage.current !== null && 'pad' in stage.current.dataset;
      return pad && here instanceof HTMLButtonElement
        ? { about: 'focus', text: heardOf(here, say) }
        : undefined;
    },
  };
}
