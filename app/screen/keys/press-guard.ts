/** A second press this soon is a trembling finger, not a second wish, ms. */
export const REPEAT_IGNORE = 400;
/** On the digits, where 99 is typed in a fifth of a second: only what the glass itself bounces, ms. */
export const DIGIT_REPEAT_IGNORE = 60;
/** A finger that bounces lands on the next screen's key; whoever means that key needs longer to see it, ms. */
export const BOUNCE_IGNORE = 250;
/** How far a finger may slide off a key, and how near two touches are the same spot, px on the glass. */
export const SLOP = 24;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/**
 * Decides whether a press counts. Ignored are the same key again within `REPEAT_IGNORE` and, after the
 * screen has changed under the finger, any key at the same spot within `BOUNCE_IGNORE`.
 */
export class PressGuard {
  #last: { readonly at: number; readonly key: string; readonly spot: Spot | undefined } | undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Whether a press that begins now counts; asked as the finger comes down, so that a key which will do
   * nothing does not sink. `key`: page and name; `spot` is undefined for a keyboard.
   */
  welcomes(key: string, spot: Spot | undefined, repeatIgnore = REPEAT_IGNORE): boolean {
    const last = this.#last;
    if (last === undefined) return true;
    const since = this.#now() - last.at;
    if (last.key === key && since < repeatIgnore) return false;
    return samePage(last.key, key) || !near(last.spot, spot) || since >= BOUNCE_IGNORE;
  }

  /** A press that was welcome has ended and counts. */
  count(key: string, spot: Spot | undefined): void {
    this.#last = { at: this.#now(), key, spot };
  }
}

function samePage(a: string, b: string): boolean {
  return a.slice(0, a.indexOf(' ')) === b.slice(0, b.indexOf(' '));
}

function near(a: Spot | undefined, b: Spot | undefined): boolean {
  return a !== undefined && b !== undefined && Math.hypot(a.x - b.x, a.y - b.y) <= SLOP;
}

/** Whether a finger lifted here still means the key: inside it, or at most `SLOP` beside it. */
export function within(
  box: { left: number; right: number; top: number; bottom: number },
  spot: Spot,
): boolean {
  return (
    spot.x >= box.left - SLOP &&
    spot.x <= box.right + SLOP &&
    spot.y >= box.top - SLOP &&
    spot.y <= box.bottom + SLOP
  );
}
