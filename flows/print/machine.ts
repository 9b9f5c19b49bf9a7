import { assign, fromPromise, sendParent, setup } from 'xstate';
import type { PrintFault } from '../../devices/contract/receipt-printer.ts';
import type { Result } from '../../shared/result/result.ts';
import type { ReceiptChoice } from '../../shared/view/view.ts';
import type { Ports } from '../contract/ports.ts';
import type { ReceiptState } from '../contract/journal.ts';
import type { IntentEvent } from '../session/events.ts';
import { printerTrouble } from './readiness.ts';
import type { Letterhead, Slip } from './receipt.ts';
import { buildReceipt } from './receipt.ts';

export interface ReceiptInput {
  readonly slip: Slip;
  readonly letterhead: Letterhead;
  readonly choice: ReceiptChoice;
  /** A slip that was promised at an earlier visit: whatever comes out now is marked 补打. */
  readonly reprint: boolean;
}

export type ReceiptEvent =
  | IntentEvent
  /** The county answered while the result was on the screen. */
  | { readonly type: 'slip.status'; readonly status: Slip['status'] };

/** To the visit: paper is moving (nothing counts as idle), or no longer. */
export type ReceiptNews = { readonly type: 'receipt.printing' } | { readonly type: 'receipt.rested' };

export const RECEIPT_DELAYS = {
  /** A job that neither ends nor fails; a slip takes 2 s, a cold print head some more. */
  printPatience: 45_000,
} as const;

type Printed = Result<void, PrintFault>;

function faultOf(outcome: Printed): PrintFault | undefined {
  return outcome.ok ? undefined : outcome.error;
}

/** Paper may have come out in part, so the next slip says 补打. */
function begun(outcome: Printed): boolean {
  return faultOf(outcome)?.kind === 'interrupted';
}

type PrintJob = { readonly slip: Slip; readonly letterhead: Letterhead; readonly reprint: boolean };

/**
 * One receipt: offered, printing, printed, or why not. The journal learns `begun` before the first
 * byte and `printed` after the printer's own confirmation; both within the effect, so that they are
 * written even when the person has left in between.
 */
export function createReceiptMachine(ports: Pick<Ports, 'printer' | 'journal'>) {
  const keep = (certificateNo: string, state: ReceiptState): void => {
    const kept = ports.journal.setReceipt(certificateNo, state);
    // The slip matters more to the person than our note of it: at worst it is offered once more.
    if (!kept.ok) ports.journal.note('receipt-state-not-kept', { state });
  };

  const print = async (job: PrintJob): Promise<Printed> => {
    const { printer } = ports;
    if (printer === undefined) throw new Error('print without a printer');
    keep(job.slip.certificateNo, 'begun');
    const outcome = await printer.print(buildReceipt(job.slip, job.letterhead, job.reprint));
    if (outcome.ok) keep(job.slip.certificateNo, 'printed');
    // Refused before the first byte: the promise of a slip stands as it was.
    else if (outcome.error.kind === 'not-ready') keep(job.slip.certificateNo, 'pending');
    ports.journal.note(outcome.ok ? 'receipt-printed' : 'receipt-fault', {
      reprint: job.reprint,
      ...(outcome.ok
        ? {}
        : { fault: outcome.error.kind, trouble: printerTrouble(outcome.error.status) ?? '' }),
    });
    return outcome;
  };

  return setup({
    types: {
      context: {} as ReceiptInput,
      events: {} as ReceiptEvent,
      input: {} as ReceiptInput,
    },
    actors: {
      print: fromPromise<Printed, PrintJob>(({ input }) => print(input)),
    },
    guards: {
      chosen: ({ context }, choice: ReceiptChoice) => context.choice === choice,
      hasPrinter: () => ports.printer !== undefined,
      blocked: (_, trouble: 'paper-out' | 'link' | 'any') => {
        const found = printerTrouble(ports.printer?.status());
        if (trouble === 'any') return found !== null;
        return trouble === 'paper-out' ? found === 'paper-out' : found === 'absent' || found === 'no-answer';
      },
    },
    actions: {
      status: assign({
        slip: ({ context, event }) =>
          event.type === 'slip.status' ? { ...context.slip, status: event.status } : context.slip,
      }),
      markReprint: assign({ reprint: true }),
      keepLater: ({ context }) => keep(context.slip.certificateNo, 'later'),
      keepNone: ({ context }) => keep(context.slip.certificateNo, 'none'),
      keepPending: ({ context }) => keep(context.slip.certificateNo, 'pending'),
      sayPrinting: sendParent({ type: 'receipt.printing' } satisfies ReceiptNews),
      sayRested: sendParent({ type: 'receipt.rested' } satisfies ReceiptNews),
    },
    delays: RECEIPT_DELAYS,
  }).createMachine({
    id: 'receipt',
    context: ({ input }) => input,
    initial: 'deciding',
    on: {
      'slip.status': { actions: 'status' },
      'intent.choose-receipt': [
        { guard: ({ event }) => event.choice === 'later', target: '.later' },
        { guard: ({ event }) => event.choice === 'none', target: '.none' },
        { target: '.offered', actions: 'keepPending' },
      ],
      'intent.print-receipt': { guard: 'hasPrinter', target: '.printing' },
    },
    states: {
      deciding: {
        always: [
          { guard: { type: 'chosen', params: 'none' }, target: 'none' },
          { guard: { type: 'chosen', params: 'later' }, target: 'later' },
          { guard: { type: 'blocked', params: 'paper-out' }, target: 'paperOut' },
          { guard: { type: 'blocked', params: 'link' }, target: 'noPrinter' },
          { guard: { type: 'blocked', params: 'any' }, target: 'trouble' },
          { target: 'offered' },
        ],
      },
      offered: {},
      printing: {
        entry: 'sayPrinting',
        exit: 'sayRested',
        // A second tap, or a change of mind, while the paper moves has no effect.
        on: { 'intent.*': {} },
        invoke: {
          src: 'print',
          input: ({ context }) => context,
          onDone: [
            { guard: ({ event }) => event.output.ok, target: 'printed' },
            {
              guard: ({ event }) => faultOf(event.output)?.status.paper === 'out',
              target: 'paperOut',
              actions: assign({ reprint: ({ context, event }) => context.reprint || begun(event.output) }),
            },
            { guard: ({ event }) => begun(event.output), target: 'unconfirmed', actions: 'markReprint' },
            { target: 'trouble' },
          ],
          onError: { target: 'unconfirmed', actions: 'markReprint' },
        },
        after: { printPatience: { target: 'unconfirmed', actions: 'markReprint' } },
      },
      // One slip is enough: a late third tap prints nothing.
      printed: { on: { 'intent.*': {} } },
      paperOut: {},
      trouble: {},
      /** Silence after the first byte is no "no": the slip may lie in the tray. */
      unconfirmed: {},
      noPrinter: {},
      later: { entry: 'keepLater' },
      none: { entry: 'keepNone' },
    },
  });
}
