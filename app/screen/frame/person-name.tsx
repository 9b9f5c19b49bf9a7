import { useKiosk } from '../kiosk.ts';
import { allDrawn, Drawn } from '../words/drawn.tsx';
import { Rich } from '../words/rich.tsx';

/** Somebody's name, as large as it fits, and below it what a box in it means. */
export function PersonName({ name }: { readonly name: string }) {
  const { say } = useKiosk();
  return (
    <>
      <div class="person" data-long={lengthClass(name)}>
        <Drawn text={name} />
      </div>
      {!allDrawn(name) && (
        <p class="label">
          <Rich text={say('label.name.undrawn')} />
        </p>
      )}
    </>
  );
}

/** 0 a Chinese name, 1 a longer one, 2 a foreign one in full. Wide characters count double. */
function lengthClass(name: string): 0 | 1 | 2 {
  const width = [...name].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0);
  return width <= 8 ? 0 : width <= 18 ? 1 : 2;
}
