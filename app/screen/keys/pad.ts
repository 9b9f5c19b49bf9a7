/**
 * The five-key pad beside the screen (arrows and OK) sends arrow keys and Enter. Focus moves to the
 * nearest key in that direction and is never lost; it starts at the next step.
 */
type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

export interface Box {
  readonly x: number;
  readonly y: number;
}

/** Index of the nearest centre in that direction, straight ahead counting more than aside; -1: none. */
export function nearest(from: Box, others: readonly Box[], direction: Direction): number {
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  others.forEach((other, i) => {
    const dx = other.x - from.x;
    const dy = other.y - from.y;
    const ahead =
      direction === 'ArrowUp' ? -dy : direction === 'ArrowDown' ? dy : direction === 'ArrowLeft' ? -dx : dx;
    if (ahead <= 8) return;
    const aside = Math.abs(direction === 'ArrowUp' || direction === 'ArrowDown' ? dx : dy);
    const cost = ahead + 2 * aside;
    if (cost < bestCost) {
      bestCost = cost;
      best = i;
    }
  });
  return best;
}

function isDirection(key: string): key is Direction {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight';
}

function centre(element: Element): Box {
  const box = element.getBoundingClientRect();
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** Keys that take a press, on the part of the screen that is shown. */
function shownKeys(stage: HTMLElement): readonly HTMLElement[] {
  return [...stage.querySelectorAll<HTMLElement>('button:enabled')].filter(
    (key) => key.offsetParent !== null,
  );
}

/** Whether a key that is shown has the focus; one that went to the other part has it only until the next frame. */
export function holdsFocus(stage: HTMLElement): boolean {
  const here = document.activeElement;
  return here instanceof HTMLButtonElement && stage.contains(here) && here.offsetParent !== null;
}

/** Puts the focus on the next step of the screen just drawn. */
export function focusNextStep(stage: HTMLElement): void {
  const keys = shownKeys(stage);
  const next = keys.find((key) => 'next' in key.dataset) ?? keys[0];
  next?.focus({ preventScroll: true });
}

/** Listens on `stage`; returns the way to stop. */
export function attachPad(stage: HTMLElement): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const arrow = isDirection(event.key);
    if (!arrow && event.key !== 'Enter' && event.key !== ' ' && event.key !== 'Tab') return;
    const hadPad = 'pad' in stage.dataset;
    stage.dataset['pad'] = '';
    const here = document.activeElement;
    if (!(here instanceof HTMLElement) || !stage.contains(here) || here === stage) {
      // The ring must be seen before a press counts.
      event.preventDefault();
      focusNextStep(stage);
      return;
    }
    if (!arrow) return;
    event.preventDefault();
    if (!hadPad) return;
    const others = shownKeys(stage).filter((key) => key !== here);
    others[nearest(centre(here), others.map(centre), event.key)]?.focus({ preventScroll: true });
  };
  const onTouch = (): void => {
    delete stage.dataset['pad'];
  };
  document.addEventListener('keydown', onKey);
  document.addEventListener('pointerdown', onTouch);
  return () => {
    document.removeEventListener('keydown', onKey);
    document.removeEventListener('pointerdown', onTouch);
  };
}
