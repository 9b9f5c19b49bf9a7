/**
 * Nothing may be clipped, at any size of type, in any language, with any name. Where a screen does
 * not fit as drawn, it gives things up in a fixed order, least needed first; the names of keys are
 * never shortened, shrunk or wrapped. What was given up before something else made room comes back, the
 * most needed first. A screen that does not fit even so is shown in two parts: nothing that a person may
 * choose is ever given up. Each word stands for a rule in `look/fit.css`.
 */
const GIVEN_UP = {
  /** The plaque's second line stands whole or not at all. */
  house: ['house'],
  narrow: ['key-icons', 'columns', 'snug'],
  low: ['about', 'tight', 'spare', 'slot', 'smaller', 'art', 'smallest', 'tightest', 'key-icons'],
} as const;

type Trouble = keyof typeof GIVEN_UP;

/** What a key holds stays this far from its sides, px. */
const KEY_SIDE = 10;

/**
 * `part`: which half is shown where a screen does not fit as one whatever it gives up. `settled`: this page has
 * been fitted before; as long as it still fits it stays as it is, so that nothing jumps while somebody types.
 */
export function fit(stage: HTMLElement, part: 1 | 2, settled = false): void {
  if (settled && troublesOf(stage).length === 0) return;
  stage.dataset['part'] = '';
  if (giveUp(stage) === 0 || stage.querySelector('.turn') === null) return;
  stage.dataset['part'] = String(part);
  giveUp(stage);
}

/** Gives up as little as possible; how many troubles stay. */
function giveUp(stage: HTMLElement): number {
  let dropped: readonly string[] = [];
  const give = (words: readonly string[]): void => {
    dropped = words;
    stage.dataset['drop'] = words.join(' ');
  };
  give([]);
  for (;;) {
    const next = troublesOf(stage)
      .flatMap((trouble) => GIVEN_UP[trouble])
      .find((word) => !dropped.includes(word));
    if (next === undefined) break;
    give([...dropped, next]);
  }
  const rest = troublesOf(stage).length;
  if (rest > 0) return rest;
  for (const word of dropped.toReversed()) {
    const before = dropped;
    give(before.filter((one) => one !== word));
    if (troublesOf(stage).length > 0) give(before);
  }
  return 0;
}

function troublesOf(stage: HTMLElement): readonly Trouble[] {
  const all = (selector: string): HTMLElement[] =>
    [...stage.querySelectorAll<HTMLElement>(selector)].filter((one) => one.offsetParent !== null);
  const troubles: Trouble[] = [];
  if (all('.plaque p').some((line) => line.scrollWidth > line.clientWidth)) troubles.push('house');
  if (all('.key:not(.aid)').some(isNarrow)) troubles.push('narrow');
  const zones = [stage, ...all('.window, .counter, .rail, .grow:not(.art)')];
  if (zones.some(isLow) || all('.key').some(isCramped)) troubles.push('low');
  return troubles;
}

function isLow(zone: HTMLElement): boolean {
  return zone.scrollHeight > zone.clientHeight + 1;
}

/** What a key holds is higher than the key. */
function isCramped(key: HTMLElement): boolean {
  const box = key.getBoundingClientRect();
  return [...key.children].some((child) => {
    const part = child.getBoundingClientRect();
    return part.height > 0 && (part.top < box.top + 5 || part.bottom > box.bottom - 5);
  });
}

function isNarrow(key: HTMLElement): boolean {
  const face = key.querySelector<HTMLElement>('.face');
  const name = key.querySelector<HTMLElement>('.name');
  if (face === null || name === null) return false;
  if (name.scrollWidth > face.clientWidth + 1) return true;
  // Offsets are in drawn px, whatever the stage is scaled to.
  return face.offsetLeft < KEY_SIDE || face.offsetLeft + face.offsetWidth > key.clientWidth - KEY_SIDE;
}
