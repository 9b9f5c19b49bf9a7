/** A second press this soon is a trembling finger, not a second wish, ms. */
export const REPEAT_IGNORE = 400;
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

  /** `key`: page and name; `spot` is undefined for a keyboard. */
  admits(key: string, spot: Spot | undefined): boolean {
    const at = this.#now();
    const last = this.#last;
    if (last !== undefined) {
      const since = at - last.at;
      if (last.key === key && since < REPEAT_IGNORE) return false;
      if (!samePage(last.key, key) && near(last.spot, spot) && since < BOUNCE_IGNORE) return false;
    }
    this.#last = { at, key, spot };
    return true;
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
