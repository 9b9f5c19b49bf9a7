import { assign, setup } from 'xstate';
import { isIdNumber, numberLength } from '../../shared/identity/id-number.ts';
import type { IntentEvent } from '../session/events.ts';

export interface KeypadInput {
  readonly what: 'id-number' | 'phone';
}

export type KeypadOutput =
  | { readonly kind: 'number'; readonly number: string }
  /** 不留电话 */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'back' };

interface KeypadContext {
  readonly what: 'id-number' | 'phone';
  readonly typed: string;
  readonly trouble: 'incomplete' | 'check-digit' | null;
  readonly outcome: 'number' | 'skipped' | 'back';
}

const LONGEST_PHONE = 12;

/** What still stands against a number; `null` when it is good. */
export function numberTrouble(what: 'id-number' | 'phone', typed: string): KeypadContext['trouble'] {
  if (what === 'phone') return /^\d{7,12}$/.test(typed) ? null : 'incomplete';
  if (typed.length < numberLength(typed)) return 'incomplete';
  return isIdNumber(typed) ? null : 'check-digit';
}

/** The number of a foreigner's permanent residence card of 2017 begins with the letters of a country. */
const LETTERS = 3;

/**
 * One more key, if it can stand there: letters only as the country at the beginning, X also as the last
 * character of 18 (alone at the beginning it is a slip of the finger), nothing beyond the length.
 */
function withKey(what: 'id-number' | 'phone', typed: string, key: string): string {
  if (typed.length >= (what === 'phone' ? LONGEST_PHONE : numberLength(typed))) return typed;
  if (what === 'phone') return /\d/.test(key) ? typed + key : typed;
  if (numberLength(typed) === 15) return /[A-Z]/.test(key) === typed.length < LETTERS ? typed + key : typed;
  if (key === 'X') return typed.length === 17 ? typed + key : typed;
  return /[A-Z]/.test(key) && typed !== '' ? typed : typed + key;
}

/** The keypad for 没带卡 (identity number) and 预约上门 (telephone). */
export const keypadMachine = setup({
  types: {
    context: {} as KeypadContext,
    events: {} as IntentEvent,
    input: {} as KeypadInput,
    output: {} as KeypadOutput,
  },
  guards: {
    good: ({ context }) => numberTrouble(context.what, context.typed) === null,
    skippable: ({ context }) => context.what === 'phone',
  },
  actions: {
    key: assign({
      typed: ({ context, event }) =>
        event.type === 'intent.key' ? withKey(context.what, context.typed, event.key) : context.typed,
      trouble: null,
    }),
    erase: assign({ typed: ({ context }) => context.typed.slice(0, -1), trouble: null }),
    clear: assign({ typed: '', trouble: null }),
    complain: assign({ trouble: ({ context }) => numberTrouble(context.what, context.typed) }),
    skip: assign({ outcome: 'skipped' }),
    goBack: assign({ outcome: 'back' }),
  },
}).createMachine({
  id: 'keypad',
  context: ({ input }) => ({ what: input.what, typed: '', trouble: null, outcome: 'number' }),
  initial: 'typing',
  states: {
    typing: {
      on: {
        'intent.key': { actions: 'key' },
        'intent.erase': { actions: 'erase' },
        'intent.clear': { actions: 'clear' },
        'intent.submit': [{ guard: 'good', target: 'finished' }, { actions: 'complain' }],
        'intent.skip': { guard: 'skippable', target: 'finished', actions: 'skip' },
        'intent.back': { target: 'finished', actions: 'goBack' },
      },
    },
    finished: { type: 'final' },
  },
  output: ({ context }) =>
    context.outcome === 'number' ? { kind: 'number', number: context.typed } : { kind: context.outcome },
});
