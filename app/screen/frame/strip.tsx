import type { Strip as StripState } from '../../../shared/view/view.ts';
import { Icon } from '../drawings/icons.tsx';
import { useKiosk } from '../kiosk.ts';

export interface StripProps {
  readonly strip: StripState;
  readonly lost: boolean;
  readonly taken: boolean;
}

/** One true sentence: device trouble first, otherwise where this visit stands. */
export function Strip({ strip, lost, taken }: StripProps) {
  const { say } = useKiosk();
  const heed = lost || taken || strip.tone === 'heed';
  const word = taken ? 'link.taken' : lost ? 'link.lost' : (`strip.${strip.key}` as const);
  return (
    <div class={`strip ${heed ? 'heed' : ''}`} role="status">
      <Icon name={heed ? 'heed' : 'yes'} />
      <span>{say(word)}</span>
    </div>
  );
}
