import type { ViewOf } from '../../../shared/view/view.ts';
import { Icon, type IconName } from '../drawings/icons.tsx';
import { Key } from '../keys/key.tsx';
import { TurnKey } from '../keys/turn-key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';

const WAYS = [
  ['witness', 'people'],
  ['visit', 'house'],
  ['counter', 'counter'],
  ['retry', 'again'],
] as const satisfies readonly (readonly [string, IconName])[];

/** No lamp here: all ways look alike, because the choice must be free. */
export function Fallback({ view }: { readonly view: ViewOf<'fallback'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline view={view} />
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
