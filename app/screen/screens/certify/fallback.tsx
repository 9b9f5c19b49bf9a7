import type { ViewOf } from '../../../../shared/view/view.ts';
import { Icon, type IconName } from '../../drawings/icons.tsx';
import { Headline } from '../../frame/headline.tsx';
import { Key } from '../../keys/key.tsx';
import { TurnKey } from '../../keys/turn-key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { said } from '../../speech/line.ts';
import { Rich } from '../../words/rich.tsx';
import type { Say } from '../../words/words.ts';
import type { Screen } from '../screen.ts';

const WAYS = [
  ['witness', 'people'],
  ['visit', 'house'],
  ['counter', 'counter'],
  ['retry', 'again'],
] as const satisfies readonly (readonly [string, IconName])[];

/** No lamp here: all ways look alike, because the choice must be free. */
function Fallback({ view }: { readonly view: ViewOf<'fallback'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline />
        <div class="grow" />
        <p class="word ruled spare">
          <Icon name="slip" />
          <span>
            <Rich text={say('fallback.slip')} />
          </span>
        </p>
      </section>
      <section class="counter ways">
        {WAYS.filter(([way]) => way !== 'retry' || view.retry).map(([way, icon], i) => (
          <Key
            key={way}
            name={say(`key.${way}`)}
            about={say(`key.${way}.about`)}
            icon={icon}
            class={way === 'witness' || way === 'visit' ? 'part1' : 'part2'}
            shape="row"
            arrow
            next={i === 0}
            intent={{ type: 'choose-fallback', way }}
          />
        ))}
        <TurnKey />
        <Key name={say('key.back')} icon="back" kind="quiet" class="low" intent={{ type: 'back' }} />
      </section>
    </>
  );
}

export const fallback: Screen<'fallback'> = {
  scene: Fallback,
  headline(view, say) {
    const reason = say(`fallback.reason.${view.reason}`);
    return {
      title: say('fallback.title'),
      lead: `${reason}\n${say('fallback.lead', { who: whoOf(view, say) })}`,
    };
  },
  spoken: (view, head, say) => [
    ...head.map((line) =>
      line.about === 'lead' ? { ...line, for: 'ear' as const, name: view.maskedName } : line,
    ),
    { about: 'lead', text: say('spoken.fallback'), for: 'hall' },
    said('fallback.slip', say),
  ],
  keys: { verbs: ['choose-fallback', 'back'], leave: 'offered' },
};

/** Whose matter it is; the number's end where the name is not known. */
function whoOf(view: ViewOf<'fallback'>, say: Say): string {
  return view.maskedName === ''
    ? say('fallback.number', { tail: view.maskedNumber.slice(-4) })
    : view.maskedName;
}
