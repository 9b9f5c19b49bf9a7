import type { KioskView } from '../../../shared/view/view.ts';
import type { AnyScreen } from '../screens/screen.ts';
import type { Headline } from '../words/headline.ts';
import type { Say } from '../words/words.ts';
import type { Line } from './line.ts';

/** Everything that a view says on its screen, in the order in which it is said. */
export function linesOf(
  view: KioskView,
  screen: AnyScreen,
  { title, lead }: Headline,
  say: Say,
): readonly Line[] {
  const head: readonly Line[] = [
    { about: 'title', text: title, for: 'all' },
    { about: 'lead', text: lead, for: 'all' },
  ];
  return [...screen.spoken(view, head, say), ...stripLines(view, say)].filter(({ text }) => text !== '');
}

/** The strip: device trouble, and where the visit stands. That all is well is no news. */
function stripLines(view: KioskView, say: Say): readonly Line[] {
  const { key } = view.strip;
  return key === 'all-well' ? [] : [{ about: 'strip', text: say(`strip.${key}`), for: 'all' }];
}
