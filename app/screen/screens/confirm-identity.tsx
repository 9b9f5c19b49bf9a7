import type { ViewOf } from '../../../shared/view/view.ts';
import { Key } from '../keys/key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';
import { PersonName } from '../frame/person-name.tsx';

export function ConfirmIdentity({ view }: { readonly view: ViewOf<'confirm-identity'> }) {
  const { say } = useKiosk();
  const [, head = '', hidden = '', tail = ''] = /^([^*]*)(\**)(.*)$/s.exec(view.maskedNumber) ?? [];
  return (
    <>
      <section class="window">
        <Headline view={view} />
        <div class="grow">
          <div class="sheet identity">
            <p class="label">{say('label.name')}</p>
            <PersonName name={view.maskedName} />
            <hr />
            <p class="label">{say('label.number')}</p>
            <p class="number">
              <b>{head}</b>
              <span>{hidden}</span>
              <b>{tail}</b>
            </p>
          </div>
        </div>
      </section>
      <section class="counter">
        <Key
          name={say('key.confirm-me')}
          icon="yes"
          kind="lit"
          next
          busy={view.busy}
          intent={{ type: 'confirm-me' }}
        />
        <Key name={say('key.not-me')} icon="no" busy={view.busy} intent={{ type: 'not-me' }} />
      </section>
    </>
  );
}
