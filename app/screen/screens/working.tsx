import type { ViewOf } from '../../../shared/view/view.ts';
import { OnItsWay } from '../drawings/small-scenes.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';

export function Working({ view }: { readonly view: ViewOf<'working'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline view={view} />
        <div class="grow">
          <OnItsWay label={say('working.picture')} />
        </div>
      </section>
      <section class="counter empty" />
    </>
  );
}
