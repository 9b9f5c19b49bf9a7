import type { ViewOf } from '../../../../shared/view/view.ts';
import { PaperSlot } from '../../drawings/paper-slot.tsx';
import { Seal } from '../../drawings/seal.tsx';
import { AtTheCounter, Tea } from '../../drawings/small-scenes.tsx';
import { Headline } from '../../frame/headline.tsx';
import { InFours, type SlipRow, SlipRows, ValidThrough } from '../../frame/slip.tsx';
import { Key } from '../../keys/key.tsx';
import { TurnKey } from '../../keys/turn-key.tsx';
import { type Kiosk, useKiosk } from '../../kiosk.ts';
import { wallTime } from '../../words/dates.ts';
import { Drawn } from '../../words/drawn.tsx';
import { Rich } from '../../words/rich.tsx';
import type { Screen } from '../screen.ts';
import { ReceiptChoiceKeys } from './receipt-choice.tsx';
import { captionOf, leadOf, receiptWord, spokenOf, titleOf } from './result-words.ts';

type ResultView = ViewOf<'result'>;

function Result({ view }: { readonly view: ResultView }) {
  const { say } = useKiosk();
  const recorded = view.certificateNo !== null;
  return (
    <>
      <section class="window result">
        <div class="heading">
          <div>
            <Headline titleClass={recorded ? 'outcome' : ''} />
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
        <div class="said" role="status">
          <ReceiptWord view={view} />
        </div>
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
  const word = receiptWord(view);
  if (word === undefined) return null;
  if (view.receipt === 'paper-out') return <ReceiptChoiceKeys word={word} choice="print" />;
  return (
    <div class="paper part2">
      {(view.receipt === 'printing' || view.receipt === 'printed') && (
        <PaperSlot out={view.receipt === 'printed'} label={say('result.receipt.picture')} />
      )}
      <p class="word">
        <Rich text={say(word)} />
      </p>
    </div>
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
      : [{ label: say('label.name'), value: <Drawn text={view.maskedName} /> }]),
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

export const result: Screen<'result'> = {
  scene: Result,
  headline: (view, say) => ({ title: say(titleOf(view)), lead: leadOf(view, say) }),
  spoken: spokenOf,
  keys: { verbs: ['print-receipt', 'choose-receipt', 'done'], leave: 'offered' },
  tune(view, before) {
    if (before.screen === 'result') return undefined;
    return view.outcome === 'ineligible' || view.outcome === 'not-saved' ? 'silent' : 'done';
  },
};
