import type { KioskView } from '../../../shared/view/view.ts';
import type { Speakable } from '../words/words.ts';

/**
 * What is said aloud when a screen comes up. Others stand in the hall: why somebody cannot be
 * certified stays on the screen, and the voice only asks to read it.
 */
export function spokenOf(view: KioskView): Speakable {
  switch (view.screen) {
    case 'home':
      return 'spoken.home';
    case 'identify':
      if (view.trouble !== null) return 'spoken.identify.trouble';
      if (view.reading) return 'spoken.identify.reading';
      return view.whose === 'witness' ? 'spoken.identify.witness' : 'spoken.identify';
    case 'enter-number':
      return `spoken.enter-number.${view.what}`;
    case 'capture':
      return view.hint === null ? `capture.title.${view.instruction}` : `capture.hint.${view.hint}`;
    case 'result':
      return view.outcome === 'accepted' || view.outcome === 'submitted' || view.outcome === 'queued'
        ? `spoken.result.${view.outcome}`
        : 'spoken.result.look';
    case 'confirm-identity':
    case 'already-certified':
    case 'consent':
    case 'fallback':
    case 'working':
    case 'still-here':
    case 'out-of-service':
      return `spoken.${view.screen}`;
  }
}

export type Tune = 'cardRead' | 'done' | 'heed';

/** The sound of a change from one view to the next, if it has one. */
export function tuneOf(before: KioskView | undefined, now: KioskView): Tune | undefined {
  if (before === undefined) return undefined;
  if (now.screen === 'result' && before.screen !== 'result') {
    return now.outcome === 'ineligible' || now.outcome === 'not-saved' ? undefined : 'done';
  }
  if (now.screen === 'confirm-identity' && before.screen !== 'confirm-identity') return 'cardRead';
  if (now.screen === 'identify' && now.trouble !== null) {
    return before.screen === 'identify' && before.trouble === now.trouble ? undefined : 'heed';
  }
  if (now.strip.tone === 'heed' && before.strip.tone !== 'heed') return 'heed';
  return undefined;
}
