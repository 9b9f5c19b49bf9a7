import { FitMemory } from './fit-memory.ts';

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
type Word = (typeof GIVEN_UP)[Trouble][number];

/** What a word changes, where that is not the whole screen: none of it there, and the word makes no room. */
export const CHANGED: Readonly<Partial<Record<Word, string>>> = {
  about: '.key:not(.aid) > .face[data-about], .once, .grow.art',
  spare: '.spare',
  slot: '.slot',
  art: '.picture, .grow.art, .seal, .terms .icon',
  columns: '.two, .services, .choices',
};

/** What a key holds stays this far from its sides, px. */
const KEY_SIDE = 10;

/** Each try at fitting costs the page a layout, so what was found once for a shape of a screen is kept. */
export class Fitting {
  readonly #memory = new FitMemory();

  /**
   * `part`: which half is shown where a screen does not fit as one whatever it gives up. `settled`: this page has
   * been fitted before; as long as it still fits it stays as it is, so that nothing jumps while somebody types.
   */
  fit(stage: HTMLElement, part: 1 | 2, settled = false): void {
    if (settled && troublesOf(stage).length === 0) return;
    const shape = this.#memory.shapeOf(stage, part);
    const known = this.#memory.recall(shape);
    if (known !== undefined) {
      stage.dataset['part'] = known.part;
      stage.dataset['drop'] = known.drop;
      if (troublesOf(stage).length === 0) return;
    }
    stage.dataset['part'] = '';
    let fits = giveUp(stage);
    if (!fits && stage.querySelector('.turn') !== null) {
      stage.dataset['part'] = String(part);
      fits = giveUp(stage);
    }
    // While a face is on its way, widths are those of another; the page knows it as soon as it has laid out.
    if (fits && document.fonts.status === 'loaded')
      this.#memory.keep(shape, { part: stage.dataset['part'], drop: stage.dataset['drop'] ?? '' });
  }
}

/** Gives up as little as possible; whether the screen fits then. */
function giveUp(stage: HTMLElement): boolean {
  let dropped: readonly Word[] = [];
  /** Gives up these and no others; the troubles that stay. */
  const give = (words: readonly Word[]): readonly Trouble[] => {
    dropped = words;
    stage.dataset['drop'] = words.join(' ');
    return troublesOf(stage);
  };
  // One after the other: what is given up may also make room wanting, so none of them can be left out on the way.
  for (let troubles = give([]); troubles.length > 0; ) {
    const next = troubles
      .flatMap((trouble): readonly Word[] => GIVEN_UP[trouble])
      .find((word) => !dropped.includes(word) && changesAnything(stage, word));
    if (next === undefined) return false;
    troubles = give([...dropped, next]);
  }
  // The last was needed: without it there was trouble. The plaque's line has nothing to do with the rest.
  for (const word of dropped.slice(0, -1).toReversed()) {
    if (word === 'house') continue;
    const before = dropped;
    if (give(before.filter((one) => one !== word)).length > 0) dropped = before;
  }
  stage.dataset['drop'] = dropped.join(' ');
  return true;
}

function changesAnything(stage: HTMLElement, word: Word): boolean {
  const changed = CHANGED[word];
  return changed === undefined || stage.querySelector(changed) !== null;
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
