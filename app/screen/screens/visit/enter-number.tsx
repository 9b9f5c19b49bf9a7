import { useState } from 'preact/hooks';
import { numberLength } from '../../../../shared/identity/id-number.ts';
import type { ViewOf } from '../../../../shared/view/view.ts';
import { Headline } from '../../frame/headline.tsx';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import type { Word } from '../../words/words.ts';
import type { Screen } from '../screen.ts';

const GROUPS = { 'id-number': [6, 8, 4], foreign: [3, 4, 4, 4], phone: [3, 4, 4] } as const;
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'X', '0'];
const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const COUNTRY_LETTERS = 3;

function EnterNumber({ view }: { readonly view: ViewOf<'enter-number'> }) {
  const { say, send, page } = useKiosk();
  const digits = [...view.typed];
  const foreign = numberLength(view.typed) === 15;
  const groups = GROUPS[foreign ? 'foreign' : view.what];
  const complete = digits.length === groups.reduce((a, b) => a + b, 0);
  const [wantsLetters, wantLetters] = useState(false);
  // A number either begins with its country or has no letters.
  const letters =
    wantsLetters &&
    view.what === 'id-number' &&
    /^[A-Z]*$/.test(view.typed) &&
    digits.length < COUNTRY_LETTERS;
  let at = 0;
  return (
    <>
      <section class="window">
        <Headline mind={view.trouble !== null} />
        <div class="grow">
          <p class="typed" role="status" aria-atomic="false" aria-label={say('number.typed')}>
            {groups.map((size) => {
              const from = at;
              at += size;
              return (
                <span key={from} class="group">
                  {Array.from({ length: size }, (_, i) => from + i).map((i) => (
                    <span key={i} class={`place ${i === digits.length ? 'here' : ''}`}>
                      {digits[i] ?? ''}
                    </span>
                  ))}
                </span>
              );
            })}
          </p>
        </div>
      </section>
      <section class={`counter pad ${letters ? 'letters' : 'digits'}`}>
        {(letters ? ALPHABET : DIGITS).map((sign) =>
          sign === 'X' && view.what === 'phone' ? (
            <span key="none" />
          ) : (
            <Key
              key={sign}
              name={sign}
              shape="digit"
              next={(sign === '1' || sign === 'A') && !complete}
              intent={{ type: 'key', key: sign }}
            />
          ),
        )}
        {view.what === 'id-number' && (
          <Key
            name={say(letters ? 'key.digits' : 'key.letters')}
            kind="quiet"
            class="alphabet"
            busy={!letters && digits.length > 0 && !foreign}
            intent={() => {
              wantLetters(!letters);
              send({ type: 'touch' }, page);
            }}
          />
        )}
        <Key name={say('key.erase')} kind="quiet" class="erase" intent={{ type: 'erase' }} />
        <Key name={say('key.clear')} kind="quiet" class="clear" intent={{ type: 'clear' }} />
        {view.what === 'phone' ? (
          <Key name={say('key.skip')} kind="quiet" class="way-back" intent={{ type: 'skip' }} />
        ) : (
          <Key name={say('key.back')} icon="back" kind="quiet" class="way-back" intent={{ type: 'back' }} />
        )}
        <Key
          name={say('key.submit')}
          icon="yes"
          kind="lit"
          class="submit"
          next={complete}
          intent={{ type: 'submit' }}
        />
      </section>
    </>
  );
}

export const enterNumber: Screen<'enter-number'> = {
  scene: EnterNumber,
  headline: (view, say) => ({
    title: say(`number.title.${view.what}`),
    lead: say(leadOf(view), { length: numberLength(view.typed) }),
  }),
  spoken: (view, head) => [
    ...head,
    { about: `typed ${view.typed.length}`, text: view.typed.slice(-1), for: 'ear' },
  ],
  keys: { verbs: ['key', 'erase', 'clear', 'submit', 'back', 'skip', 'touch'], leave: 'offered' },
  urgent: (view) => view.trouble !== null,
};

function leadOf({ what, trouble, typed }: ViewOf<'enter-number'>): Word {
  if (trouble !== null) return `number.trouble.${what}.${trouble}`;
  return numberLength(typed) === 15 ? 'number.lead.foreign' : `number.lead.${what}`;
}
