import type { ViewOf } from '../../../../shared/view/view.ts';
import { PaperSlot } from '../../drawings/paper-slot.tsx';
import { Headline } from '../../frame/headline.tsx';
import { SlipRows, ValidThrough } from '../../frame/slip.tsx';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { monthLine, nameLine, said } from '../../speech/line.ts';
import { Drawn } from '../../words/drawn.tsx';
import { Rich } from '../../words/rich.tsx';
import type { Screen } from '../screen.ts';

function AlreadyCertified({ view }: { readonly view: ViewOf<'already-certified'> }) {
  const { say } = useKiosk();
  const offered = view.reprint === 'offered' || view.reprint === 'trouble' || view.reprint === 'unconfirmed';
  const printing = view.reprint === 'printing';
  return (
    <>
      <section class="window">
        <Headline />
        <div class="grow">
          <div class="slip">
            <ValidThrough month={view.validThrough} />
            <SlipRows rows={[{ label: say('label.name'), value: <Drawn text={view.maskedName} /> }]} />
          </div>
        </div>
        <div class="said" role="status">
          {view.reprint !== null && (
            <div class="paper">
              {(printing || view.reprint === 'printed') && (
                <PaperSlot out={view.reprint === 'printed'} label={say('result.receipt.picture')} />
              )}
              <p class="word">
                <Rich text={say(`already.reprint.${view.reprint}`)} />
              </p>
            </div>
          )}
        </div>
      </section>
      <section class="counter">
        {(offered || printing) && (
          <Key
            name={say('key.reprint-receipt')}
            icon="slip"
            kind="lit"
            next
            busy={printing}
            intent={{ type: 'print-receipt' }}
          />
        )}
        <div class="two">
          <Key
            name={say('key.certify-again')}
            icon="face"
            busy={printing}
            intent={{ type: 'certify-again' }}
          />
          <Key
            name={say('key.done')}
            icon="yes"
            kind={offered || printing ? 'plain' : 'lit'}
            next={!offered}
            busy={printing}
            intent={{ type: 'done' }}
          />
        </div>
      </section>
    </>
  );
}

export const alreadyCertified: Screen<'already-certified'> = {
  scene: AlreadyCertified,
  headline: ({ pending }, say) => ({
    title: say('already.title'),
    lead: say(pending ? 'already.lead.pending' : 'already.lead'),
  }),
  spoken: (view, head, say) => [
    ...head,
    monthLine('label.valid-through', view.validThrough, say),
    ...nameLine('label.name', view.maskedName, say),
    ...(view.reprint === null ? [] : [said(`already.reprint.${view.reprint}`, say)]),
  ],
  keys: { verbs: ['print-receipt', 'certify-again', 'done'], leave: 'offered' },
};
