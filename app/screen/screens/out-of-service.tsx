import type { ViewOf } from '../../../shared/view/view.ts';
import { Icon } from '../drawings/icons.tsx';
import { AtTheCounter } from '../drawings/small-scenes.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';

export function OutOfService({ view }: { readonly view: ViewOf<'out-of-service'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline view={view} />
        <div class="grow">
          <AtTheCounter label={say('out.picture')} />
        </div>
        <div class="sheet elsewhere">
          <p class="label">{say('out.nearest')}</p>
          <p class="place-name">{view.nearest}</p>
        </div>
        <p class="word phone spare">
          <Icon name="phone" />
          <span>
            <Rich text={say('out.phone')} />
          </span>
        </p>
      </section>
      <section class="counter empty" />
    </>
  );
}
