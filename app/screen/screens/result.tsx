import type { ViewOf } from '../../../shared/view/view.ts';
import { AtTheCounter, Tea } from '../drawings/small-scenes.tsx';
import { Seal } from '../drawings/seal.tsx';
import { InFours, type SlipRow, SlipRows, ValidThrough } from '../frame/slip.tsx';
import { Key } from '../keys/key.tsx';
import { TurnKey } from '../keys/turn-key.tsx';
import { type Kiosk, useKiosk } from '../kiosk.ts';
import { counterWord } from '../words/counter.ts';
import { comeAgain, wallTime } from '../words/dates.ts';
import { monthCaption, nextSentence } from '../../../shared/words/outcome.ts';
import type { Word } from '../words/words.ts';
import { Rich } from '../words/rich.tsx';
import { ReceiptChoiceKeys } from './receipt-choice.tsx';

type ResultView = ViewOf<'result'>;

export function Result({ view }: { readonly view: ResultView }) {
  const { say } = useKiosk();
  const recorded = view.certificateNo !== null;
  return (
    <>
      <section class="window result">
        <div class="heading">
          <div>
            <h2 class={`title ${recorded ? 'outcome' : ''}`}>{say(titleOf(view))}</h2>
            <p class="lead">
              <Rich text={leadOf(view, say)} />
            </p>
          </div>
          {view.outcome === 'accepted' && <Seal text={say('result.mark')} />}
        </div>
        <div class={`grow part1 ${recorded ? '' : 'foot'}`}>
          {recorded ? (
            <div class="slip">
              {view.validThrough !== null && (
                <ValidThrough month={view.validThrough} caption={captionOf(view)} />
              )}
              <SlipRows rows={rowsOf(view, say)} />
            </div>
          ) : view.reason === 'not-yet-receiving' ? (
            <Tea label={say('still-here.picture')} />
          ) : (
            <AtTheCounter label={say('out.picture')} />
          )}
        </div>
        <ReceiptWord view={view} />
      </section>
      <section class="counter">
        <TurnKey />
        <ResultKeys view={view} />
      </section>
    </>
  );
}

function ReceiptWord({ view }: { readonly view: ResultView }) {
  const { say } = useKiosk();
  if (view.certificateNo === null || view.receipt === 'offered') return null;
  // What still waits for somebody is not valid yet, with paper or without.
  const waits = view.outcome !== 'accepted';
  if (view.receipt === 'paper-out')
    return <ReceiptChoiceKeys word={`result.receipt.paper-out${waits ? '.waiting' : ''}`} choice="print" />;
  return (
    <p class="word part2">
      <Rich text={say(receiptWord(view.receipt, waits))} />
    </p>
  );
}

function ResultKeys({ view }: { readonly view: ResultView }) {
  const { say } = useKiosk();
  const printing = view.receipt === 'printing';
  const canPrint = view.certificateNo !== null && view.receipt !== 'no-printer' && view.receipt !== 'printed';
  const printFirst = view.receipt === 'offered' || printing;
  const print = (lit: boolean) => (
    <Key
      name={say('key.print-receipt')}
      icon="slip"
      kind={lit ? 'lit' : 'plain'}
      next={lit}
      busy={printing}
      intent={{ type: 'print-receipt' }}
    />
  );
  const done = (lit: boolean) => (
    <Key
      name={say('key.done')}
      icon="yes"
      kind={lit ? 'lit' : 'plain'}
      next={lit}
      busy={printing}
      intent={{ type: 'done' }}
    />
  );
  if (!canPrint) return done(true);
  if (printFirst) {
    return (
      <>
        {print(true)}
        {done(false)}
      </>
    );
  }
  return (
    <div class="two part2">
      {print(false)}
      {done(true)}
    </div>
  );
}

function rowsOf(view: ResultView, say: Kiosk['say']): readonly SlipRow[] {
  return [
    ...(view.maskedName === ''
      ? [{ label: say('label.number'), value: <span class="fours">{view.maskedNumber}</span> }]
      : [{ label: say('label.name'), value: view.maskedName }]),
    { label: say('label.certificate-no'), value: <InFours digits={view.certificateNo ?? ''} /> },
    ...(view.maskedName === ''
      ? []
      : [{ label: say('label.number'), value: <span class="fours">{view.maskedNumber}</span>, spare: true }]),
    {
      label: say('label.occurred-at'),
      value: say('date.time', { ...wallTime(view.occurredAt) }),
      spare: true,
    },
  ];
}

function receiptWord(receipt: Exclude<ResultView['receipt'], 'offered' | 'paper-out'>, waits: boolean): Word {
  if (receipt === 'printer-trouble' && waits) return 'result.receipt.printer-trouble.waiting';
  return `result.receipt.${receipt}`;
}

/** Nobody is sent to a window who has nothing to do there. */
const ELSEWHERE = {
  'not-yet-receiving': 'result.title.home',
  transferred: 'result.title.elsewhere',
} as const;

function isElsewhere(reason: ResultView['reason']): reason is keyof typeof ELSEWHERE {
  return reason !== null && reason in ELSEWHERE;
}

function titleOf({ outcome, reason }: ResultView): Word {
  return isElsewhere(reason) ? ELSEWHERE[reason] : `result.title.${outcome}`;
}

function captionOf({ outcome, method }: ResultView): Word {
  return outcome === 'ineligible' || outcome === 'not-saved'
    ? 'label.valid-through'
    : monthCaption({ status: outcome, method: method ?? 'face' });
}

function leadOf(view: ResultView, say: Kiosk['say']): string {
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
