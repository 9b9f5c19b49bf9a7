import { SERVICES, type Service, type ViewOf } from '../../../shared/view/view.ts';
import type { IconName } from '../drawings/icons.tsx';
import { Landscape } from '../drawings/pine.tsx';
import { Key } from '../keys/key.tsx';
import { type Layout, useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';
import type { Word } from '../words/words.ts';

const ICONS: Readonly<Record<Service, IconName>> = {
  certify: 'face',
  account: 'book',
  print: 'paper',
  contribute: 'card',
  enrol: 'form',
  claim: 'calendar',
  progress: 'steps',
};

function leadOf(reader: boolean, layout: Layout): Word {
  if (!reader) return 'home.lead.no-reader';
  return layout === 'portrait' ? 'home.lead.below' : 'home.lead.right';
}

export function Home({ view }: { readonly view: ViewOf<'home'> }) {
  const { say, layout } = useKiosk();
  const closed = SERVICES.some((service) => !view.open.includes(service));
  return (
    <>
      <section class="window">
        <h2 class="title">{say('home.title')}</h2>
        <p class="lead">
          <Rich text={say(leadOf(view.reader, layout))} />
        </p>
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
