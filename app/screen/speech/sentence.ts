import type { KioskView, ViewOf } from '../../../shared/view/view.ts';
import { nextSentence } from '../../../shared/words/outcome.ts';
import { counterWord } from '../words/counter.ts';
import { comeAgain } from '../words/dates.ts';
import type { Fillings, Say, Speakable } from '../words/words.ts';
import { plain } from '../words/words.ts';

/**
 * What is said aloud when a screen comes up. Others stand in the hall: why somebody cannot be
 * certified stays on the screen, and the voice only asks to read it.
 */
export function spokenOf(view: KioskView, say: Say): string {
  return sentencesOf(view, say)
    .map(([sentence, fillings]) => plain(say(sentence, fillings)))
    .join('');
}

type Spoken = readonly [sentence: Speakable, fillings?: Fillings];

function sentencesOf(view: KioskView, say: Say): readonly Spoken[] {
  return view.screen === 'result' ? resultSentences(view, say) : [[sentenceOf(view)]];
}

/** The screen's own title and sentence; that a pension was stopped is nobody else's business. */
function resultSentences(view: ViewOf<'result'>, say: Say): readonly Spoken[] {
  const { outcome, method, wasSuspended } = view;
  if (outcome === 'ineligible' || outcome === 'not-saved') return [['spoken.result.look']];
  const title = [`result.title.${outcome}`] as const;
  if (wasSuspended) return [title, ['spoken.result.look']];
  const next = nextSentence({ status: outcome, method: method ?? 'face', wasSuspended });
  return [
    title,
    ['spoken.pause'],
    [next, { counter: counterWord(view.counter, say), ...comeAgain(view, say) }],
  ];
}

function sentenceOf(view: Exclude<KioskView, { screen: 'result' }>): Speakable {
  switch (view.screen) {
    case 'home':
      return view.reader ? 'spoken.home' : 'home.lead.no-reader';
    case 'identify':
      if (view.trouble !== null) return 'spoken.identify.trouble';
      if (view.reading) return 'spoken.identify.reading';
      return view.whose === 'witness' ? 'spoken.identify.witness' : 'spoken.identify';
    case 'enter-number':
      return `spoken.enter-number.${view.what}`;
    case 'capture':
      return view.hint === null ? `capture.title.${view.instruction}` : `capture.hint.${view.hint}`;
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
