import { Tea } from '../../drawings/small-scenes.tsx';
import { Headline } from '../../frame/headline.tsx';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { headOnly } from '../../speech/line.ts';
import type { Screen } from '../screen.ts';

function StillHere() {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline />
        <div class="grow">
          <Tea label={say('still-here.picture')} />
        </div>
      </section>
      <section class="counter">
        <Key
          name={say('key.still-here')}
          icon="hand"
          kind="lit"
          class="first"
          next
          intent={{ type: 'touch' }}
        />
      </section>
    </>
  );
}

export const stillHere: Screen<'still-here'> = {
  scene: StillHere,
  headline: (_, say) => ({ title: say('still-here.title'), lead: say('still-here.lead') }),
  spoken: headOnly,
  keys: { verbs: ['touch'], leave: 'offered' },
  role: 'alertdialog',
};
