import type { ViewOf } from '../../../shared/view/view.ts';
import { PlaceCard } from '../drawings/place-card.tsx';
import { AtTheCounter } from '../drawings/small-scenes.tsx';
import { Icon } from '../drawings/icons.tsx';
import { Key } from '../keys/key.tsx';
import { useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';
import type { Word } from '../words/words.ts';

export function Identify({ view }: { readonly view: ViewOf<'identify'> }) {
  const { say } = useKiosk();
  const [title, lead] = sentencesOf(view);
  // Nothing is asked for that the machine cannot take.
  const gone = view.trouble === 'reader-lost' && view.whose === 'own';
  return (
    <>
      <section class="window">
        <h2 class="title">{say(title)}</h2>
        <p class={`lead ${view.trouble === null ? '' : 'mind'}`}>
          <Rich text={say(lead)} />
        </p>
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
              <p class="person" data-long={lengthClass(view.provisionalName)}>
                {view.provisionalName}
              </p>
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

function sentencesOf(view: ViewOf<'identify'>): readonly [title: Word, lead: Word] {
  if (view.reading) return ['identify.title.reading', 'identify.lead.reading'];
  if (view.trouble === 'reader-lost' && view.whose === 'own')
    return ['identify.title.no-reader', 'identify.trouble.reader-lost'];
  const title = view.whose === 'witness' ? 'identify.title.witness' : 'identify.title';
  if (view.trouble === 'reader-lost') return [title, 'identify.no-reader.witness'];
  if (view.trouble !== null) return [title, `identify.trouble.${view.trouble}`];
  return [title, view.whose === 'witness' ? 'identify.lead.witness' : 'identify.lead'];
}

/** 0 a Chinese name, 1 a longer one, 2 a foreign one in full. Wide characters count double. */
export function lengthClass(name: string): 0 | 1 | 2 {
  const width = [...name].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0);
  return width <= 8 ? 0 : width <= 18 ? 1 : 2;
}
