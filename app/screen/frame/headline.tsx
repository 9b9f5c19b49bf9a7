import type { KioskView } from '../../../shared/view/view.ts';
import { useHeadline } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';

/** Ids by which the scene is named and described. */
export const TITLE_ID = 'title';
export const LEAD_ID = 'lead';

/** Where the person has to do something now, a screen reader is interrupted for it. */
function mustAct(view: KioskView): boolean {
  return (
    view.screen === 'capture' ||
    (view.screen === 'identify' && (view.reading || view.trouble !== null)) ||
    (view.screen === 'enter-number' && view.trouble !== null)
  );
}

/** Title and lead; `mind`: the lead is what has gone wrong. */
export function Headline(props: {
  readonly view: KioskView;
  readonly mind?: boolean;
  readonly titleClass?: string;
}) {
  const { title, lead } = useHeadline(props.view);
  return (
    <div class="said" role={mustAct(props.view) ? 'alert' : 'status'}>
      <h2 id={TITLE_ID} class={`title ${props.titleClass ?? ''}`}>
        <Rich text={title} />
      </h2>
      {lead !== '' && (
        <p id={LEAD_ID} class={`lead ${props.mind === true ? 'mind' : ''}`}>
          <Rich text={lead} />
        </p>
      )}
    </div>
  );
}
