import type { ViewOf } from '../../../shared/view/view.ts';
import { MirrorFace } from '../drawings/mirror-face.tsx';
import { StandHere } from '../drawings/stand-here.tsx';
import { Key } from '../keys/key.tsx';
import { Headline } from '../frame/headline.tsx';
import { useKiosk } from '../kiosk.ts';

export function Capture({ view }: { readonly view: ViewOf<'capture'> }) {
  const { say } = useKiosk();
  return (
    <>
      <section class="window">
        <Headline view={view} mind={view.hint !== null} />
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
