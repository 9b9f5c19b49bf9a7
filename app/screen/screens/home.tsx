import { SERVICES, type Service, type ViewOf } from '../../../shared/view/view.ts';
import type { IconName } from '../drawings/icons.tsx';
import { Landscape } from '../drawings/pine.tsx';
import { Key } from '../keys/key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';

const ICONS: Readonly<Record<Service, IconName>> = {
  certify: 'face',
  account: 'book',
  print: 'paper',
  contribute: 'card',
  enrol: 'form',
  claim: 'calendar',
  progress: 'steps',
};

export function Home({ view }: { readonly view: ViewOf<'home'> }) {
  const { say, layout } = useKiosk();
  const closed = SERVICES.some((service) => !view.open.includes(service));
  return (
    <>
      <section class="window">
        <Headline view={view} />
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
