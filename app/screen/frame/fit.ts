/**
 * Nothing may be clipped, at any size of type, in any language, with any name. Where a screen does
 * not fit as drawn, it gives things up in a fixed order, least needed first; the names of keys are
 * never shortened, shrunk or wrapped. Each word stands for a rule in `look/fit.css`.
 */
const TOO_LOW = ['about', 'tight', 'smaller', 'spare', 'art', 'smallest', 'tightest'] as const;
const TOO_NARROW = ['key-icons', 'columns', 'snug'] as const;

type Trouble = 'low' | 'narrow' | undefined;

export function fit(stage: HTMLElement): void {
  const dropped: string[] = [];
  stage.dataset['drop'] = '';
  for (;;) {
    const trouble = troubleOf(stage);
    if (trouble === undefined) return;
    const order: readonly string[] = trouble === 'low' ? TOO_LOW : TOO_NARROW;
    const next = order.find((word) => !dropped.includes(word));
    if (next === undefined) return;
    dropped.push(next);
    stage.dataset['drop'] = dropped.join(' ');
  }
}

function troubleOf(stage: HTMLElement): Trouble {
  for (const key of stage.querySelectorAll<HTMLElement>('.key')) {
    if (key.scrollWidth > key.clientWidth + 1) return 'narrow';
  }
  for (const zone of stage.querySelectorAll<HTMLElement>('.window, .counter, .rail, .key')) {
    if (zone.scrollHeight > zone.clientHeight + 1) return 'low';
  }
  if (stage.scrollHeight > stage.clientHeight + 1) return 'low';
  return undefined;
}
