import { SERVICES, type Service, type ViewOf } from '../../../../shared/view/view.ts';
import type { IconName } from '../../drawings/icons.tsx';
import { Landscape } from '../../drawings/pine.tsx';
import { Headline } from '../../frame/headline.tsx';
import type { Layout } from '../../frame/stage-size.ts';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { headOnly } from '../../speech/line.ts';
import type { Word } from '../../words/words.ts';
import type { Screen } from '../screen.ts';

const ICONS: Readonly<Record<Service, IconName>> = {
  certify: 'face',
  account: 'book',
  print: 'paper',
  contribute: 'card',
  enrol: 'form',
  claim: 'calendar',
  progress: 'steps',
};

function Home({ view }: { readonly view: ViewOf<'home'> }) {
  const { say, layout } = useKiosk();
  const closed = SERVICES.some((service) => !view.open.includes(service));
  return (
    <>
      <section class="window">
        <Headline />
        {closed && <p class="once">{say('home.not-open-note')}</p>}
        <div class="grow art">
          <Landscape layout={layout} />
        </div>
      </section>
      <section class="counter services">
        {SERVICES.map((service) => {
          const open = view.open.includes(service);
          const first = service === 'certify';
          return (
            <Key
              key={service}
              name={say(`service.${service}`)}
              about={open ? say(`service.${service}.about`) : say('home.not-open')}
              icon={ICONS[service]}
              shape="row"
              kind={first && open ? 'lit' : 'plain'}
              class={first ? 'first' : ''}
              next={first}
              arrow={first}
              unavailable={!open}
              intent={{ type: 'choose-service', service }}
            />
          );
        })}
      </section>
    </>
  );
}

export const home: Screen<'home'> = {
  scene: Home,
  headline: ({ reader }, say, layout) => ({ title: say('home.title'), lead: say(leadOf(reader, layout)) }),
  spoken: headOnly,
  keys: { verbs: ['choose-service'], leave: 'absent' },
};

function leadOf(reader: boolean, layout: Layout): Word {
  if (!reader) return 'home.lead.no-reader';
  return layout === 'portrait' ? 'home.lead.below' : 'home.lead.right';
}
