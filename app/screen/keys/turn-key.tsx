import { useKiosk } from '../kiosk.ts';
import { Key } from './key.tsx';

/**
 * 下一页: stands only where a screen does not fit as one, see `frame/fit.ts`. What is on which part says the
 * class `part1` or `part2`; what has neither is on both.
 */
export function TurnKey() {
  const { say, part, turn } = useKiosk();
  return (
    <Key
      name={say(part === 1 ? 'key.next-part' : 'key.first-part')}
      icon={part === 1 ? 'go' : 'back'}
      class="turn"
      next={part === 1}
      intent={turn}
    />
  );
}
