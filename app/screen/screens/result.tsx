import type { ViewOf } from '../../../shared/view/view.ts';
import { AtTheCounter } from '../drawings/small-scenes.tsx';
import { Seal } from '../drawings/seal.tsx';
import { InFours, type SlipRow, SlipRows, ValidThrough } from '../frame/slip.tsx';
import { Key } from '../keys/key.tsx';
import { type Kiosk, useKiosk } from '../kiosk.ts';
import { wallTime, yearAndMonth } from '../words/dates.ts';
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
            <h2 class={`title ${recorded ? 'outcome' : ''}`}>{say(`result.title.${view.outcome}`)}</h2>
            <p class="lead">
              <Rich text={leadOf(view, say)} />
            </p>
          </div>
          {view.outcome === 'accepted' && <Seal text={say('result.mark')} />}
        </div>
        <div class={`grow ${recorded ? '' : 'foot'}`}>
          {recorded ? (
            <div class="slip">
              {view.validThrough !== null && (
                <ValidThrough month={view.validThrough} after={view.outcome === 'submitted'} />
              )}
              <SlipRows rows={rowsOf(view, say)} />
            </div>
          ) : (
            <AtTheCounter label={say('out.picture')} />
          )}
        </div>
        <ReceiptWord view={view} />
      </section>
      <section class="counter">
        <ResultKeys view={view} />
      </section>
    </>
  );
}

function ReceiptWord({ view }: { readonly view: ResultView }) {
  const { say } = useKiosk();
  if (view.certificateNo === null || view.receipt === 'offered') return null;
  if (view.receipt === 'paper-out')
    return <ReceiptChoiceKeys word="result.receipt.paper-out" choice="print" />;
  return (
    <p class="word">
      <Rich text={say(`result.receipt.${view.receipt}`)} />
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
    <div class="two">
      {print(false)}
      {done(true)}
    </div>
  );
}

function rowsOf(view: ResultView, say: Kiosk['say']): readonly SlipRow[] {
  return [
    { label: say('label.name'), value: view.maskedName },
    { label: say('label.certificate-no'), value: <InFours digits={view.certificateNo ?? ''} /> },
    { label: say('label.number'), value: <span class="fours">{view.maskedNumber}</span>, spare: true },
    {
      label: say('label.occurred-at'),
      value: say('date.time', { ...wallTime(view.occurredAt) }),
      spare: true,
    },
  ];
}

function leadOf(view: ResultView, say: Kiosk['say']): string {
  switch (view.outcome) {
    case 'accepted':
      return view.wasSuspended
        ? say('result.lead.suspended')
        : say('result.lead.accepted', comeAgain(view, say));
    case 'submitted':
      return say(`result.lead.submitted.${view.method ?? 'face'}`, { counter: view.counter });
    case 'queued':
      return say('result.lead.queued');
    case 'ineligible':
    case 'not-saved':
      return `${view.reason === null ? '' : `${say(`private.${view.reason}`)}\n`}${say('result.go-to', { counter: view.counter })}`;
  }
}

/** 明年10月底以前 */
function comeAgain(view: ResultView, say: Kiosk['say']): { readonly year: string; readonly month: number } {
  const now = wallTime(view.occurredAt).year;
  const { year, month } = yearAndMonth(view.validThrough ?? `${now}-12`);
  const word = year === now ? 'this' : year === now + 1 ? 'next' : 'other';
  return { year: say(`result.year.${word}`, { year }), month };
}
