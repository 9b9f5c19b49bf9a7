import { numberLength } from '../../../shared/identity/id-number.ts';
import type { KioskView, ViewOf } from '../../../shared/view/view.ts';
import { nextSentence } from '../../../shared/words/outcome.ts';
import type { Layout } from '../frame/stage-size.ts';
import { counterWord } from './counter.ts';
import { comeAgain } from './dates.ts';
import type { Say, Word } from './words.ts';

/** What a screen says first, as it is drawn, spoken and announced: with bold and line ends. */
export interface Headline {
  readonly title: string;
  readonly lead: string;
}

export function headlineOf(view: KioskView, say: Say, layout: Layout): Headline {
  switch (view.screen) {
    case 'home':
      return { title: say('home.title'), lead: say(homeLead(view.reader, layout)) };
    case 'identify': {
      const [title, lead] = identifyWords(view);
      return { title: say(title), lead: say(lead) };
    }
    case 'enter-number':
      return {
        title: say(`number.title.${view.what}`),
        lead: say(numberLead(view), { length: numberLength(view.typed) }),
      };
    case 'confirm-identity':
      return { title: say('confirm.title'), lead: say(view.busy ? 'confirm.busy' : 'confirm.lead') };
    case 'already-certified':
      return {
        title: say('already.title'),
        lead: say(view.pending ? 'already.lead.pending' : 'already.lead'),
      };
    case 'consent':
      return { title: say('consent.title'), lead: '' };
    case 'capture':
      return {
        title: say(`capture.title.${view.instruction}`),
        lead: say(view.hint === null ? captureLead(view.instruction) : `capture.hint.${view.hint}`),
      };
    case 'fallback': {
      const reason = say(`fallback.reason.${view.reason}`);
      return {
        title: say('fallback.title'),
        lead: `${reason}\n${say('fallback.lead', { who: whoOf(view, say) })}`,
      };
    }
    case 'working':
      return { title: say(`working.title.${view.what}`), lead: say('working.lead') };
    case 'result':
      return { title: say(resultTitle(view)), lead: resultLead(view, say) };
    case 'still-here':
      return { title: say('still-here.title'), lead: say('still-here.lead') };
    case 'out-of-service':
      return {
        title: say(view.reason === 'starting' ? 'out.title.starting' : 'out.title'),
        lead: say(`out.reason.${view.reason}`),
      };
  }
}

function numberLead({ what, trouble, typed }: ViewOf<'enter-number'>): Word {
  if (trouble !== null) return `number.trouble.${what}.${trouble}`;
  return numberLength(typed) === 15 ? 'number.lead.foreign' : `number.lead.${what}`;
}

function homeLead(reader: boolean, layout: Layout): Word {
  if (!reader) return 'home.lead.no-reader';
  return layout === 'portrait' ? 'home.lead.below' : 'home.lead.right';
}

/** Nothing is asked for that the machine cannot take. */
export function readerGone(view: ViewOf<'identify'>): boolean {
  return view.trouble === 'reader-lost' && view.whose === 'own';
}

function identifyWords(view: ViewOf<'identify'>): readonly [title: Word, lead: Word] {
  if (view.reading) return ['identify.title.reading', 'identify.lead.reading'];
  if (readerGone(view)) return ['identify.title.no-reader', 'identify.trouble.reader-lost'];
  const title = view.whose === 'witness' ? 'identify.title.witness' : 'identify.title';
  if (view.trouble === 'reader-lost') return [title, 'identify.no-reader.witness'];
  if (view.trouble !== null) return [title, `identify.trouble.${view.trouble}`];
  return [title, view.whose === 'witness' ? 'identify.lead.witness' : 'identify.lead'];
}

function captureLead(instruction: ViewOf<'capture'>['instruction']): Word {
  switch (instruction) {
    case 'get-ready':
    case 'look':
    case 'thanks':
    case 'wait':
      return `capture.lead.${instruction}`;
    case 'blink':
    case 'mouth':
    case 'turn-left':
    case 'turn-right':
    case 'once-more':
      return 'capture.lead.move';
  }
}

/** Whose matter it is; the number's end where the name is not known. */
function whoOf(view: ViewOf<'fallback'>, say: Say): string {
  return view.maskedName === ''
    ? say('fallback.number', { tail: view.maskedNumber.slice(-4) })
    : view.maskedName;
}

/** Nobody is sent to a window who has nothing to do there. */
const ELSEWHERE = {
  'not-yet-receiving': 'result.title.home',
  transferred: 'result.title.elsewhere',
} as const;

function isElsewhere(reason: ViewOf<'result'>['reason']): reason is keyof typeof ELSEWHERE {
  return reason !== null && reason in ELSEWHERE;
}

function resultTitle({ outcome, reason }: ViewOf<'result'>): Word {
  return isElsewhere(reason) ? ELSEWHERE[reason] : `result.title.${outcome}`;
}

function resultLead(view: ViewOf<'result'>, say: Say): string {
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

/** What has become of the slip; `undefined` while it is only offered. */
export function receiptWord(view: ViewOf<'result'>): Word | undefined {
  if (view.certificateNo === null || view.receipt === 'offered') return undefined;
  // What still waits for somebody is not valid yet, with paper or without.
  const waits = view.outcome !== 'accepted';
  if (waits && view.receipt === 'paper-out') return 'result.receipt.paper-out.waiting';
  if (waits && view.receipt === 'printer-trouble') return 'result.receipt.printer-trouble.waiting';
  return `result.receipt.${view.receipt}`;
}
