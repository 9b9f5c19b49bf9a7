import type { Strip as StripState } from '../../../shared/view/view.ts';
import { Icon } from '../drawings/icons.tsx';
import { useKiosk } from '../kiosk.ts';

/** One true sentence: device trouble first, otherwise where this visit stands. */
export function Strip({ strip, lost }: { readonly strip: StripState; readonly lost: boolean }) {
  const { say } = useKiosk();
  const heed = lost || strip.tone === 'heed';
  return (
    <div class={`strip ${heed ? 'heed' : ''}`} role="status">
      <Icon name={heed ? 'heed' : 'yes'} />
      <span>{say(lost ? 'link.lost' : `strip.${strip.key}`)}</span>
    </div>
  );
}
