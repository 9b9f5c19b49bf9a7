import type { KioskView, ViewOf } from '../../../shared/view/view.ts';
import { monthCaption } from '../../../shared/words/outcome.ts';
import type { Layout } from '../frame/stage-size.ts';
import { allDrawn } from '../words/drawn.tsx';
import { yearAndMonth } from '../words/dates.ts';
import { headlineOf, receiptWord } from '../words/headline.ts';
import type { Say, Word } from '../words/words.ts';

/**
 * One thing that is heard. Others stand in the hall: names, numbers, and why somebody cannot be certified are
 * for the `ear` only (耳机 mode); the `hall` hears
 * another sentence in their place.
 */
export interface Line {
  /** What the line is about; the same line with another text is news. */
  readonly about: string;
  readonly text: string;
  readonly for: 'all' | 'ear' | 'hall';
  /** A name in the text, whose first character is read as a surname. */
  readonly name?: string;
}

/** Everything that a screen says, in the order in which it is said. */
export function linesOf(view: KioskView, say: Say, layout: Layout): readonly Line[] {
  return [...screenLines(view, say, layout), ...stripLines(view, say)].filter(({ text }) => text !== '');
}

function screenLines(view: KioskView, say: Say, layout: Layout): readonly Line[] {
  const { title, lead } = headlineOf(view, say, layout);
  const head: readonly Line[] = [
    { about: 'title', text: title, for: 'all' },
    { about: 'lead', text: lead, for: 'all' },
  ];
  switch (view.screen) {
    case 'home':
    case 'working':
    case 'still-here':
    case 'capture':
      return head;
    case 'identify':
      return [...head, ...nameLine('identify.provisional', view.provisionalName ?? '', say)];
    case 'enter-number':
      return [...head, { about: `typed ${view.typed.length}`, text: view.typed.slice(-1), for: 'ear' }];
    case 'confirm-identity':
      return [
        ...head,
        ...nameLine('label.name', view.maskedName, say),
        {
          about: 'number',
          text: say('spoken.last-four', { digits: view.maskedNumber.slice(-4) }),
          for: 'ear',
        },
      ];
    case 'already-certified':
      return [
        ...head,
        monthLine('label.valid-through', view.validThrough, say),
        ...nameLine('label.name', view.maskedName, say),
        ...(view.reprint === null ? [] : [said(`already.reprint.${view.reprint}`, say)]),
      ];
    case 'consent':
      return [
        ...head,
        ...(['purpose', 'kept', 'how-long', 'or-not'] as const).flatMap((term) => [
          said(`consent.${term}`, say),
          said(`consent.${term}.about`, say),
        ]),
        ...(view.paper === 'ok' ? [] : [said(`consent.paper.${view.paper}`, say)]),
      ];
    case 'fallback':
      return [
        { about: 'title', text: title, for: 'all' },
        { about: 'lead', text: lead, for: 'ear', name: view.maskedName },
        { about: 'lead', text: say('spoken.fallback'), for: 'hall' },
        said('fallback.slip', say),
      ];
    case 'result':
      return resultLines(view, head, say);
    case 'out-of-service':
      return [
        ...head,
        { about: 'nearest', text: `${say('out.nearest')}：${view.nearest}`, for: 'all' },
        said('out.phone', say),
      ];
  }
}

function resultLines(view: ViewOf<'result'>, head: readonly Line[], say: Say): readonly Line[] {
  const look: Line = { about: 'look', text: say('spoken.result.look'), for: 'hall' };
  const { outcome } = view;
  if (outcome === 'ineligible' || outcome === 'not-saved')
    return [look, ...head.map((line) => ({ ...line, for: 'ear' as const }))];
  const receipt = receiptWord(view);
  return [
    // That a pension was stopped is nobody else's business.
    ...head.map((line) =>
      view.wasSuspended && line.about === 'lead' ? { ...line, for: 'ear' as const } : line,
    ),
    ...(view.wasSuspended ? [look] : []),
    ...(view.validThrough === null
      ? []
      : [
          monthLine(monthCaption({ status: outcome, method: view.method ?? 'face' }), view.validThrough, say),
        ]),
    ...nameLine('label.name', view.maskedName, say),
    { about: 'number', text: say('spoken.last-four', { digits: view.maskedNumber.slice(-4) }), for: 'ear' },
    {
      about: 'certificate',
      text: `${say('label.certificate-no')}：${(view.certificateNo ?? '').replace(/(.{4})(?=.)/gsu, '$1，')}`,
      for: 'ear',
    },
    ...(receipt === undefined ? [] : [{ ...said(receipt, say), about: 'receipt' }]),
  ];
}

/** The strip: device trouble, and where the visit stands. That all is well is no news. */
function stripLines(view: KioskView, say: Say): readonly Line[] {
  const { key } = view.strip;
  return key === 'all-well' ? [] : [{ about: 'strip', text: say(`strip.${key}`), for: 'all' }];
}

function said(word: Word, say: Say): Line {
  return { about: word, text: say(word), for: 'all' };
}

function monthLine(caption: Word, month: string, say: Say): Line {
  return { about: caption, text: `${say(caption)} ${say('date.month', yearAndMonth(month))}`, for: 'ear' };
}

function nameLine(label: Word, name: string, say: Say): readonly Line[] {
  if (name === '') return [];
  const spoken: Line = { about: label, text: `${say(label)}：${name}`, for: 'ear', name };
  return allDrawn(name) ? [spoken] : [spoken, said('label.name.undrawn', say)];
}
