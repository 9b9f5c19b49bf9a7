import { monthCaption, nextSentence } from '../../../../shared/words/outcome.ts';
import type { ViewOf } from '../../../../shared/view/view.ts';
import { type Line, lastFour, monthLine, nameLine, said } from '../../speech/line.ts';
import { counterWord } from '../../words/counter.ts';
import { comeAgain } from '../../words/dates.ts';
import type { Say, Word } from '../../words/words.ts';

/** What has come of it, in words: the title, what follows from it, what has become of the slip. */

/** Nobody is sent to a window who has nothing to do there. */
const ELSEWHERE = {
  'not-yet-receiving': 'result.title.home',
  transferred: 'result.title.elsewhere',
} as const;

function isElsewhere(reason: ViewOf<'result'>['reason']): reason is keyof typeof ELSEWHERE {
  return reason !== null && reason in ELSEWHERE;
}

export function titleOf({ outcome, reason }: ViewOf<'result'>): Word {
  return isElsewhere(reason) ? ELSEWHERE[reason] : `result.title.${outcome}`;
}

export function leadOf(view: ViewOf<'result'>, say: Say): string {
  const { outcome, method, reason, wasSuspended } = view;
  const counter = counterWord(view.counter, say);
  if (outcome !== 'ineligible' && outcome !== 'not-saved')
    return say(nextSentence({ status: outcome, method: method ?? 'face', wasSuspended }), {
      counter,
      ...comeAgain(view, say),
    });
  const why = reason === null ? [] : [say(`private.${reason}`)];
  return [...why, ...(isElsewhere(reason) ? [] : [say('result.go-to', { counter })])].join('\n');
}

/** Caption of the month until which the certification holds. */
export function captionOf({ outcome, method }: ViewOf<'result'>): Word {
  return outcome === 'ineligible' || outcome === 'not-saved'
    ? 'label.valid-through'
    : monthCaption({ status: outcome, method: method ?? 'face' });
}

/** What has become of the slip; `undefined` while it is only offered. */
export function receiptWord(view: ViewOf<'result'>): Word | undefined {
  if (view.certificateNo === null || view.receipt === 'offered') return undefined;
  // What still waits for somebody is not valid yet, with paper or without.
  const waits = view.outcome !== 'accepted';
  if (waits && view.receipt === 'paper-out') return 'result.receipt.paper-out.waiting';
  if (waits && view.receipt === 'printer-trouble') return 'result.receipt.printer-trouble.waiting';
  return `result.receipt.${view.receipt}`;
}

export function spokenOf(view: ViewOf<'result'>, head: readonly Line[], say: Say): readonly Line[] {
  const look: Line = { about: 'look', text: say('spoken.result.look'), for: 'hall' };
  if (view.outcome === 'ineligible' || view.outcome === 'not-saved')
    return [look, ...head.map((line) => ({ ...line, for: 'ear' as const }))];
  const receipt = receiptWord(view);
  return [
    // That a pension was stopped is nobody else's business.
    ...head.map((line) =>
      view.wasSuspended && line.about === 'lead' ? { ...line, for: 'ear' as const } : line,
    ),
    ...(view.wasSuspended ? [look] : []),
    ...(view.validThrough === null ? [] : [monthLine(captionOf(view), view.validThrough, say)]),
    ...nameLine('label.name', view.maskedName, say),
    lastFour(view.maskedNumber, say),
    {
      about: 'certificate',
      text: `${say('label.certificate-no')}：${(view.certificateNo ?? '').replace(/(.{4})(?=.)/gsu, '$1，')}`,
      for: 'ear',
    },
    ...(receipt === undefined ? [] : [{ ...said(receipt, say), about: 'receipt' }]),
  ];
}
