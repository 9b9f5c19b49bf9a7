/** What a screen gave up, and which part of it is shown, as the stage's own attributes say it. */
export interface Fit {
  readonly drop: string;
  readonly part: string;
}

/** A kiosk's page lives for months: the shape that was seen longest ago is forgotten for a new one. */
const KEPT = 512;

/** What fitted which shape of a screen. */
export class FitMemory {
  readonly #fits = new Map<string, Fit>();

  /** All that decides how much room is taken on this stage, and nothing of whom it is about. */
  shapeOf(stage: HTMLElement, part: 1 | 2): string {
    const { screen, layout, text, contrast } = stage.dataset;
    const variant = [part, screen, layout, text, contrast, stage.lang, stage.style.width, stage.style.height];
    return `${variant.join(' ')}\n${shapeOfMarkup(stage.innerHTML)}`;
  }

  recall(shape: string): Fit | undefined {
    const fit = this.#fits.get(shape);
    if (fit !== undefined) {
      this.#fits.delete(shape);
      this.#fits.set(shape, fit);
    }
    return fit;
  }

  keep(shape: string, fit: Fit): void {
    this.#fits.delete(shape);
    const oldest = this.#fits.size < KEPT ? undefined : this.#fits.keys().next().value;
    if (oldest !== undefined) this.#fits.delete(oldest);
    this.#fits.set(shape, fit);
  }
}

/**
 * Markup with every Chinese character and every digit of its texts written as one: a Chinese character is one em wide,
 * and digits are as wide as one another in the faces that names and numbers are read in (a test holds them to it).
 * What takes no room of its own is left out: the strokes of a drawing, numbered ids, whether a key was pressed.
 */
export function shapeOfMarkup(markup: string): string {
  return markup
    .replaceAll(/(<svg[^>]*>).*?<\/svg>/gs, '$1')
    .replaceAll(/P\d+-\d+| data-sunk="\w*"/g, '')
    .replaceAll(/>[^<]+</g, (text) => text.replaceAll(/\p{Script=Han}/gu, '国').replaceAll(/\d/g, '0'));
}
