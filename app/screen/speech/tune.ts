import type { KioskView } from '../../../shared/view/view.ts';

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
