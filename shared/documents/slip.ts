/** A size multiple of the printer's 12 × 24 (24 × 24 for Chinese) character cell. */
export type Scale = 1 | 2 | 3 | 4;

/** One printed line. It fits: `columnsOf(text) * width` is at most the paper's columns. */
export interface TextLine {
  readonly kind: 'text';
  readonly text: string;
  readonly align: 'left' | 'center';
  readonly width: Scale;
  readonly height: Scale;
  readonly bold: boolean;
}

/** A slip of paper from top to bottom, after layout and before any printer's language. */
export type SlipLine =
  | TextLine
  /** A line across the paper. */
  | { readonly kind: 'rule' }
  /** Empty lines of one cell's height. */
  | { readonly kind: 'gap'; readonly lines: number }
  | { readonly kind: 'qr'; readonly content: string }
  /** Feed past the knife, then cut. */
  | { readonly kind: 'cut' };

/** Characters across the paper: 80 mm is 48 (576 dots), 58 mm is 32 (384 dots). */
export type Columns = 32 | 48;
