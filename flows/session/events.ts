import type { ReadFault } from '../../devices/contract/id-card-reader.ts';
import type { Ease } from '../../shared/view/view.ts';
import type { Intent } from '../../shared/view/intents.ts';
import type { CardPerson } from '../identify/person.ts';

/** What the reader of identity cards reports, as the flows see it. */
export type CardEvent =
  | { readonly type: 'card.placed' }
  | { readonly type: 'card.provisional-name'; readonly name: string }
  | { readonly type: 'card.read'; readonly person: CardPerson }
  | { readonly type: 'card.read-failed'; readonly fault: ReadFault }
  | { readonly type: 'card.status'; readonly ready: boolean };

type EaseIntent = Extract<Intent, { type: `set-${string}` }>;
type ServiceIntent = Exclude<Intent, EaseIntent | { type: 'leave' }>;
type Prefixed<I> = I extends { type: infer T extends string }
  ? { readonly type: `intent.${T}` } & Readonly<Omit<I, 'type'>>
  : never;

/** A tap with a meaning inside the visit. */
export type IntentEvent = Prefixed<ServiceIntent>;

/** 大字, 高对比, 语音 and the language hold for the whole visit and belong to the session. */
export interface EaseEvent {
  readonly type: 'ease';
  readonly change: Partial<Ease>;
}

export interface LeaveEvent {
  readonly type: 'leave';
}

/** Every intent of the screen as the event that the session takes. */
export function eventOf(intent: Intent): IntentEvent | EaseEvent | LeaveEvent {
  switch (intent.type) {
    case 'leave':
      return { type: 'leave' };
    case 'set-text':
      return { type: 'ease', change: { text: intent.text } };
    case 'set-contrast':
      return { type: 'ease', change: { contrast: intent.contrast } };
    case 'set-voice':
      return { type: 'ease', change: { voice: intent.voice } };
    case 'set-language':
      return { type: 'ease', change: { language: intent.language } };
    default:
      return { ...intent, type: `intent.${intent.type}` } as IntentEvent;
  }
}
