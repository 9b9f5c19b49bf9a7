import type { ViewOf } from '../../../shared/view/view.ts';
import { OnItsWay } from '../drawings/small-scenes.tsx';
import { useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';

export function Working({ view }: { readonly view: ViewOf<'working'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <h2 class="title">{say(`working.title.${view.what}`)}</h2>
        <p class="lead">
          <Rich text={say('working.lead')} />
        </p>
        <div class="grow">
          <OnItsWay label={say('working.picture')} />
        </div>
      </section>
      <section class="counter empty" />
    </>
  );
}
