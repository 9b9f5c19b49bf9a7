import { useKiosk } from '../kiosk.ts';
import { Rich } from '../words/rich.tsx';

/** Ids by which the scene is named and described. */
export const TITLE_ID = 'title';
export const LEAD_ID = 'lead';

/** Title and lead; `mind`: the lead is what has gone wrong. */
export function Headline(props: { readonly mind?: boolean; readonly titleClass?: string }) {
  const { headline, urgent } = useKiosk();
  const { title, lead } = headline;
  return (
    <div class="said" role={urgent ? 'alert' : 'status'}>
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
