import { useKiosk } from '../kiosk.ts';
import { allDrawn } from '../words/drawn.tsx';
import { Rich } from '../words/rich.tsx';

/** What the box in somebody's name means; nothing where there is none. */
export function Undrawn({ name }: { readonly name: string }) {
  const { say } = useKiosk();
  if (allDrawn(name)) return null;
  return (
    <p class="label">
      <Rich text={say('label.name.undrawn')} />
    </p>
  );
}
