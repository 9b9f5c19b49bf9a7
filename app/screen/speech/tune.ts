import type { KioskView } from '../../../shared/view/view.ts';
import type { AnyScreen } from '../screens/screen.ts';
import type { Tune } from './wood.ts';

/** The sound of a change from one view to the next, on its screen, if it has one. */
export function tuneOf(before: KioskView | undefined, now: KioskView, screen: AnyScreen): Tune | undefined {
  if (before === undefined) return undefined;
  const own = screen.tune?.(now, before);
  if (own !== undefined) return own === 'silent' ? undefined : own;
  return now.strip.tone === 'heed' && before.strip.tone !== 'heed' ? 'heed' : undefined;
}
