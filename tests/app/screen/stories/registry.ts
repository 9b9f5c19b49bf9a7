import type { KioskView, ScreenName } from '../../../../shared/view/view.ts';
import { ALREADY_CERTIFIED } from './already-certified.ts';
import { CAPTURE } from './capture.ts';
import { CONFIRM_IDENTITY } from './confirm-identity.ts';
import { CONSENT } from './consent.ts';
import { ENTER_NUMBER } from './enter-number.ts';
import { FALLBACK } from './fallback.ts';
import { HOME } from './home.ts';
import { IDENTIFY } from './identify.ts';
import { OUT_OF_SERVICE } from './out-of-service.ts';
import { RESULT } from './result.ts';
import { STILL_HERE } from './still-here.ts';
import type { AnyStory, Stories } from './story.ts';
import { WORKING } from './working.ts';

/** A screen without a story is not a screen: every test of screens looks at these. */
export const STORIES_OF: { readonly [K in ScreenName]: Stories<K> } = {
  home: HOME,
  identify: IDENTIFY,
  'enter-number': ENTER_NUMBER,
  'confirm-identity': CONFIRM_IDENTITY,
  'already-certified': ALREADY_CERTIFIED,
  consent: CONSENT,
  capture: CAPTURE,
  fallback: FALLBACK,
  working: WORKING,
  result: RESULT,
  'still-here': STILL_HERE,
  'out-of-service': OUT_OF_SERVICE,
};

export const STORIES: readonly AnyStory[] = Object.values(STORIES_OF).flat();

export function storyNamed(name: string): KioskView {
  const found = STORIES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no story named ${name}`);
  return found.view;
}
