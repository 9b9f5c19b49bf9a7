import { CELL, GLYPH_BYTES, setDot } from './glyph-raster.ts';

/** One step of an outline, as fontkit gives it. Font units, y upwards. */
export interface OutlineStep {
  readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
  readonly args: readonly number[];
}

interface Edge {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Samples per dot, each way. */
const FINE = 8;
/** Straight pieces per curve: a dot is an eighth of a stroke's length, more would not be seen. */
const CURVE_STEPS = 6;
/**
 * Share of a dot that must be covered for it to be black. Well below a half: a Ming hairline is 0.6 dots
 * high, and falling between two rows it covers 0.3 of each; at a half the character would lose strokes.
 */
const THRESHOLD = 0.25;

/** Maps font units to samples; `y` grows downwards on paper. */
export interface Placement {
  /** Samples per font unit. */
  readonly scale: number;
  /** Font units added to x before scaling. */
  readonly shiftX: number;
  /** Font units of the cell's upper edge. */
  readonly top: number;
}

/** The em square [-0.12, 0.88] on the 24-dot cell; narrower characters stand in the middle. */
export function emPlacement(unitsPerEm: number, advance: number): Placement {
  return {
    scale: (CELL * FINE) / unitsPerEm,
    shiftX: (unitsPerEm - advance) / 2,
    top: 0.88 * unitsPerEm,
  };
}

function edges(steps: Iterable<OutlineStep>, { scale, shiftX, top }: Placement): Edge[] {
  const found: Edge[] = [];
  let startX = 0;
  let startY = 0;
  let x = 0;
  let y = 0;
  const lineTo = (toX: number, toY: number): void => {
    found.push({ x0: x, y0: y, x1: toX, y1: toY });
    x = toX;
    y = toY;
  };
  for (const { command, args } of steps) {
    const points: [number, number][] = [];
    for (let i = 0; i + 1 < args.length; i += 2) {
      points.push([((args[i] ?? 0) + shiftX) * scale, (top - (args[i + 1] ?? 0)) * scale]);
    }
    const [a, b, c] = points;
    if (command === 'moveTo' && a) {
      lineTo(startX, startY);
      [startX, startY] = a;
      [x, y] = a;
    } else if (command === 'lineTo' && a) {
      lineTo(...a);
    } else if (command === 'quadraticCurveTo' && a && b) {
      const [fromX, fromY] = [x, y];
      for (let i = 1; i <= CURVE_STEPS; i += 1) {
        const t = i / CURVE_STEPS;
        const u = 1 - t;
        lineTo(
          u * u * fromX + 2 * u * t * a[0] + t * t * b[0],
          u * u * fromY + 2 * u * t * a[1] + t * t * b[1],
        );
      }
    } else if (command === 'bezierCurveTo' && a && b && c) {
      const [fromX, fromY] = [x, y];
      for (let i = 1; i <= CURVE_STEPS; i += 1) {
        const t = i / CURVE_STEPS;
        const u = 1 - t;
        const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
        lineTo(p * fromX + q * a[0] + r * b[0] + s * c[0], p * fromY + q * a[1] + r * b[1] + s * c[1]);
      }
    } else if (command === 'closePath') {
      lineTo(startX, startY);
    }
  }
  lineTo(startX, startY);
  return found;
}

/** Where the sample row at height `y` enters and leaves the shape, with the direction of the edge. */
function crossings(shape: readonly Edge[], y: number): { x: number; turn: number }[] {
  const found: { x: number; turn: number }[] = [];
  for (const { x0, y0, x1, y1 } of shape) {
    if (y0 <= y !== y1 <= y) {
      found.push({ x: x0 + ((y - y0) * (x1 - x0)) / (y1 - y0), turn: y1 > y0 ? 1 : -1 });
    }
  }
  return found.sort((a, b) => a.x - b.x);
}

/** Outline to dots, non-zero winding (strokes of these faces overlap). 72 bytes, see `GlyphRaster`. */
export function scanConvert(steps: Iterable<OutlineStep>, placement: Placement): Uint8Array {
  const shape = edges(steps, placement);
  const covered = new Uint16Array(CELL * CELL);
  for (let sampleRow = 0; sampleRow < CELL * FINE; sampleRow += 1) {
    const row = Math.floor(sampleRow / FINE) * CELL;
    let winding = 0;
    let from = 0;
    for (const { x, turn } of crossings(shape, sampleRow + 0.5)) {
      if (winding === 0) from = x;
      winding += turn;
      if (winding !== 0) continue;
      const first = Math.max(0, Math.ceil(from - 0.5));
      const last = Math.min(CELL * FINE - 1, Math.ceil(x - 0.5) - 1);
      for (let sample = first; sample <= last; sample += 1) {
        const dot = row + Math.floor(sample / FINE);
        covered[dot] = (covered[dot] ?? 0) + 1;
      }
    }
  }
  const bitmap = new Uint8Array(GLYPH_BYTES);
  covered.forEach((samples, dot) => {
    if (samples >= THRESHOLD * FINE * FINE) setDot(bitmap, dot % CELL, Math.floor(dot / CELL));
  });
  return bitmap;
}
