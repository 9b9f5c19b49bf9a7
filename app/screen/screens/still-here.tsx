import type { ViewOf } from '../../../shared/view/view.ts';
import { Tea } from '../drawings/small-scenes.tsx';
import { Key } from '../keys/key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';

export function StillHere({ view }: { readonly view: ViewOf<'still-here'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline view={view} />
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
