import { REGISTRY } from '../../../app/screen/screens/registry.ts';
import { createScreens } from '../../../app/screen/screens/screens.ts';
import type { Line } from '../../../app/screen/speech/line.ts';
import { linesOf } from '../../../app/screen/speech/lines.ts';
import type { Say } from '../../../app/screen/words/words.ts';
import type { KioskView } from '../../../shared/view/view.ts';
import { STORIES } from './stories/registry.ts';

/** The screens of the product, all of them here. */
export const screens = createScreens(REGISTRY);
for (const { view } of STORIES) await screens.ready(view);

/** What a view says, upright. */
export function spoken(view: KioskView, say: Say): readonly Line[] {
  const screen = screens.of(view);
  return linesOf(view, screen, screen.headline(view, say, 'portrait'), say);
}
