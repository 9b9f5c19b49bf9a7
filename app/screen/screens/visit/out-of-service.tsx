import type { ViewOf } from '../../../../shared/view/view.ts';
import { Icon } from '../../drawings/icons.tsx';
import { AtTheCounter } from '../../drawings/small-scenes.tsx';
import { Headline } from '../../frame/headline.tsx';
import { useKiosk } from '../../kiosk.ts';
import { said } from '../../speech/line.ts';
import { Rich } from '../../words/rich.tsx';
import type { Screen } from '../screen.ts';

function OutOfService({ view }: { readonly view: ViewOf<'out-of-service'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline />
        <div class="grow">
          <AtTheCounter label={say('out.picture')} />
        </div>
        {view.nearest !== '' && (
          <div class="sheet elsewhere">
            <p class="label">{say('out.nearest')}</p>
            <p class="place-name">{view.nearest}</p>
          </div>
        )}
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

export const outOfService: Screen<'out-of-service'> = {
  scene: OutOfService,
  headline: ({ reason }, say) => ({
    title: say(reason === 'starting' ? 'out.title.starting' : 'out.title'),
    lead: say(`out.reason.${reason}`),
  }),
  spoken: ({ nearest }, head, say) => [
    ...head,
    { about: 'nearest', text: nearest === '' ? '' : `${say('out.nearest')}：${nearest}`, for: 'all' },
    said('out.phone', say),
  ],
  keys: { verbs: [], leave: 'offered' },
};
