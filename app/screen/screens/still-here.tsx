import { Tea } from '../drawings/small-scenes.tsx';
import { Key } from '../keys/key.tsx';
import { useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';

export function StillHere() {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <h2 class="title">{say('still-here.title')}</h2>
        <p class="lead">
          <Rich text={say('still-here.lead')} />
        </p>
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
