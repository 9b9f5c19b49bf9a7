import type { ViewOf } from '../../../shared/view/view.ts';
import { PlaceCard } from '../drawings/place-card.tsx';
import { AtTheCounter } from '../drawings/small-scenes.tsx';
import { Icon } from '../drawings/icons.tsx';
import { Key } from '../keys/key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';
import { PersonName } from '../frame/person-name.tsx';
import { readerGone } from '../words/headline.ts';

export function Identify({ view }: { readonly view: ViewOf<'identify'> }) {
  const { say } = useKiosk();
  const gone = readerGone(view);
  return (
    <>
      <section class="window">
        <Headline view={view} mind={view.trouble !== null} />
        {view.provisionalName === null ? (
          <div class="grow foot">
            {gone ? (
              <AtTheCounter label={say('out.picture')} />
            ) : (
              <PlaceCard label={say('identify.picture')} held={view.reading} />
            )}
          </div>
        ) : (
          <div class="grow">
            <div class="sheet provisional">
              <p class="label">{say('identify.provisional')}</p>
              <PersonName name={view.provisionalName} />
              <p class="label aside">
                <Icon name="clock" />
                {say('identify.checking')}
              </p>
            </div>
          </div>
        )}
      </section>
      <section class="counter two">
        <Key name={say('key.back')} icon="back" kind="quiet" next={!gone} intent={{ type: 'back' }} />
        <Key
          name={say(gone ? 'key.by-number' : 'key.no-card')}
          icon="no-card"
          kind={gone ? 'lit' : 'plain'}
          next={gone}
          intent={{ type: 'no-card' }}
        />
      </section>
    </>
  );
}
