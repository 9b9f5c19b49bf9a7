import type { ViewOf } from '../../../shared/view/view.ts';
import { Key } from '../keys/key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';

const GROUPS = { 'id-number': [6, 8, 4], phone: [3, 4, 4] } as const;

export function EnterNumber({ view }: { readonly view: ViewOf<'enter-number'> }) {
  const { say } = useKiosk();
  const digits = [...view.typed];
  const complete = digits.length === GROUPS[view.what].reduce((a, b) => a + b, 0);
  let at = 0;
  return (
    <>
      <section class="window">
        <Headline view={view} mind={view.trouble !== null} />
        <div class="grow">
          <p class="typed" role="status" aria-atomic="false" aria-label={say('number.typed')}>
            {GROUPS[view.what].map((size) => {
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
      <section class="counter pad">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9', view.what === 'phone' ? '' : 'X', '0'].map((digit) =>
          digit === '' ? (
            <span key="none" />
          ) : (
            <Key
              key={digit}
              name={digit}
              shape="digit"
              next={digit === '1' && !complete}
              intent={{ type: 'key', key: digit }}
            />
          ),
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
