import { OnItsWay } from '../../drawings/small-scenes.tsx';
import { Headline } from '../../frame/headline.tsx';
import { useKiosk } from '../../kiosk.ts';
import { headOnly } from '../../speech/line.ts';
import type { Screen } from '../screen.ts';

function Working() {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline />
        <div class="grow">
          <OnItsWay label={say('working.picture')} />
        </div>
      </section>
      <section class="counter empty" />
    </>
  );
}

export const working: Screen<'working'> = {
  scene: Working,
  headline: ({ what }, say) => ({ title: say(`working.title.${what}`), lead: say('working.lead') }),
  spoken: headOnly,
  keys: { verbs: [], leave: 'resting' },
};
