/** Portrait 1080×1920 or landscape 1280×1024. */
export type Layout = 'portrait' | 'landscape';

export interface StageSize {
  readonly layout: Layout;
  /** Size the screen is drawn at, px. */
  readonly width: number;
  readonly height: number;
  /** From drawn px to px of the window. */
  readonly scale: number;
}

const DRAWN = { portrait: { width: 1080, height: 1920 }, landscape: { width: 1280, height: 1024 } } as const;

/**
 * The two drawn sizes fit any panel: the stage keeps its smaller side as drawn, takes all of the
 * larger one, and is scaled as a whole, so that a key is never smaller on the glass than it should be.
 */
export function stageSize(width: number, height: number): StageSize {
  const layout: Layout = height > width ? 'portrait' : 'landscape';
  const drawn = DRAWN[layout];
  const scale = Math.min(width / drawn.width, height / drawn.height);
  return { layout, width: Math.round(width / scale), height: Math.round(height / scale), scale };
}
