import type { ViewOf } from '../../../../shared/view/view.ts';
import { Headline } from '../../frame/headline.tsx';
import { PersonName } from '../../frame/person-name.tsx';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { lastFour, nameLine } from '../../speech/line.ts';
import type { Screen } from '../screen.ts';

function ConfirmIdentity({ view }: { readonly view: ViewOf<'confirm-identity'> }) {
  const { say } = useKiosk();
  const [, head = '', hidden = '', tail = ''] = /^([^*]*)(\**)(.*)$/s.exec(view.maskedNumber) ?? [];
  return (
    <>
      <section class="window">
        <Headline />
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

export const confirmIdentity: Screen<'confirm-identity'> = {
  scene: ConfirmIdentity,
  headline: ({ busy }, say) => ({
    title: say('confirm.title'),
    lead: say(busy ? 'confirm.busy' : 'confirm.lead'),
  }),
  spoken: (view, head, say) => [
    ...head,
    ...nameLine('label.name', view.maskedName, say),
    lastFour(view.maskedNumber, say),
  ],
  keys: { verbs: ['confirm-me', 'not-me'], leave: 'offered' },
  tune: (_, before) => (before.screen === 'confirm-identity' ? undefined : 'cardRead'),
};
