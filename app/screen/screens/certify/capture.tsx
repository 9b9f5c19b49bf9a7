import type { ViewOf } from '../../../../shared/view/view.ts';
import { MirrorFace } from '../../drawings/mirror-face.tsx';
import { StandHere } from '../../drawings/stand-here.tsx';
import { Headline } from '../../frame/headline.tsx';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { headOnly } from '../../speech/line.ts';
import type { Word } from '../../words/words.ts';
import type { Screen } from '../screen.ts';

function Capture({ view }: { readonly view: ViewOf<'capture'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline mind={view.hint !== null} />
        <div class={`grow ${view.instruction === 'get-ready' ? 'foot' : ''}`}>
          {view.instruction === 'get-ready' ? (
            <StandHere label={say('capture.picture.stand')} oneStep={say('capture.one-step')} />
          ) : (
            <MirrorFace instruction={view.instruction} label={say('capture.picture.face')} />
          )}
        </div>
        <div class="steps">
          {Array.from({ length: view.steps }, (_, i) => i + 1).map((step) => (
            <i key={step} class={step < view.step ? 'past' : step === view.step ? 'now' : ''} />
          ))}
          <p>{say('capture.steps', { step: view.step, steps: view.steps })}</p>
        </div>
      </section>
      <section class="counter two">
        <Key name={say('key.back')} icon="back" kind="quiet" intent={{ type: 'back' }} />
        <Key name={say('key.other-way')} icon="people" next intent={{ type: 'other-way' }} />
      </section>
    </>
  );
}

export const capture: Screen<'capture'> = {
  scene: Capture,
  headline: ({ instruction, hint }, say) => ({
    title: say(`capture.title.${instruction}`),
    lead: say(hint === null ? leadOf(instruction) : `capture.hint.${hint}`),
  }),
  spoken: headOnly,
  keys: { verbs: ['back', 'other-way'], leave: 'offered' },
  urgent: () => true,
};

function leadOf(instruction: ViewOf<'capture'>['instruction']): Word {
  switch (instruction) {
    case 'get-ready':
    case 'look':
    case 'thanks':
    case 'wait':
      return `capture.lead.${instruction}`;
    case 'blink':
    case 'mouth':
    case 'turn-left':
    case 'turn-right':
    case 'once-more':
      return 'capture.lead.move';
  }
}
