import type { ViewOf } from '../../../../shared/view/view.ts';
import { Icon } from '../../drawings/icons.tsx';
import { PlaceCard } from '../../drawings/place-card.tsx';
import { AtTheCounter } from '../../drawings/small-scenes.tsx';
import { Headline } from '../../frame/headline.tsx';
import { PersonName } from '../../frame/person-name.tsx';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { nameLine } from '../../speech/line.ts';
import type { Word } from '../../words/words.ts';
import type { Screen } from '../screen.ts';

function Identify({ view }: { readonly view: ViewOf<'identify'> }) {
  const { say } = useKiosk();
  const gone = readerGone(view);
  return (
    <>
      <section class="window">
        <Headline mind={view.trouble !== null} />
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

export const identify: Screen<'identify'> = {
  scene: Identify,
  headline(view, say) {
    const [title, lead] = wordsOf(view);
    return { title: say(title), lead: say(lead) };
  },
  spoken: (view, head, say) => [
    ...head,
    ...nameLine('identify.provisional', view.provisionalName ?? '', say),
  ],
  keys: { verbs: ['back', 'no-card'], leave: 'offered' },
  tune({ trouble }, before) {
    if (trouble === null) return undefined;
    return before.screen === 'identify' && before.trouble === trouble ? 'silent' : 'heed';
  },
  urgent: (view) => view.reading || view.trouble !== null,
};

/** Nothing is asked for that the machine cannot take. */
function readerGone(view: ViewOf<'identify'>): boolean {
  return view.trouble === 'reader-lost' && view.whose === 'own';
}

function wordsOf(view: ViewOf<'identify'>): readonly [title: Word, lead: Word] {
  if (view.reading) return ['identify.title.reading', 'identify.lead.reading'];
  if (readerGone(view)) return ['identify.title.no-reader', 'identify.trouble.reader-lost'];
  const title = view.whose === 'witness' ? 'identify.title.witness' : 'identify.title';
  if (view.trouble === 'reader-lost') return [title, 'identify.no-reader.witness'];
  if (view.trouble !== null) return [title, `identify.trouble.${view.trouble}`];
  return [title, view.whose === 'witness' ? 'identify.lead.witness' : 'identify.lead'];
}
