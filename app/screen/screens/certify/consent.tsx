import type { ViewOf } from '../../../../shared/view/view.ts';
import { Icon } from '../../drawings/icons.tsx';
import { Headline } from '../../frame/headline.tsx';
import { Key } from '../../keys/key.tsx';
import { TurnKey } from '../../keys/turn-key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { said } from '../../speech/line.ts';
import { Rich } from '../../words/rich.tsx';
import type { Screen } from '../screen.ts';
import { ReceiptChoiceKeys } from './receipt-choice.tsx';

const TERMS = [
  ['purpose', 'eye'],
  ['kept', 'box'],
  ['how-long', 'clock'],
  ['or-not', 'people'],
] as const;

/** No lamp here: all answers look alike, because the choice must be free. */
function Consent({ view }: { readonly view: ViewOf<'consent'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline />
        <div class="grow part1">
          <ul class="terms">
            {TERMS.map(([term, icon]) => (
              <li key={term}>
                <Icon name={icon} />
                <div>
                  <h3>{say(`consent.${term}`)}</h3>
                  <p>
                    <Rich text={say(`consent.${term}.about`)} />
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </div>
        {view.paper !== 'ok' && (
          <ReceiptChoiceKeys word={`consent.paper.${view.paper}`} choice={view.receiptChoice} />
        )}
      </section>
      <section class="counter">
        <div class="two part2">
          <Key
            name={say('key.agree')}
            icon="face"
            shape="equal"
            next={view.camera}
            unavailable={!view.camera}
            {...(view.camera ? {} : { about: say('consent.no-camera') })}
            intent={{ type: 'agree' }}
          />
          <Key
            name={say('key.decline-face')}
            icon="people"
            shape="equal"
            next={!view.camera}
            intent={{ type: 'decline-face' }}
          />
        </div>
        <TurnKey />
        <Key name={say('key.back')} icon="back" kind="quiet" class="low" intent={{ type: 'back' }} />
      </section>
    </>
  );
}

export const consent: Screen<'consent'> = {
  scene: Consent,
  headline: (_, say) => ({ title: say('consent.title'), lead: '' }),
  spoken: (view, head, say) => [
    ...head,
    ...TERMS.flatMap(([term]) => [said(`consent.${term}`, say), said(`consent.${term}.about`, say)]),
    ...(view.paper === 'ok' ? [] : [said(`consent.paper.${view.paper}`, say)]),
  ],
  keys: { verbs: ['agree', 'decline-face', 'choose-receipt', 'back'], leave: 'offered' },
};
