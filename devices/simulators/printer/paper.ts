/** What lies on the paper of a simulated printer, in the order in which it came out. */
export type PaperItem =
  | {
      readonly kind: 'line';
      readonly align: 'left' | 'center' | 'right';
      readonly parts: readonly PaperPart[];
    }
  | { readonly kind: 'feed'; readonly lines: number }
  | {
      readonly kind: 'raster';
      readonly bytesAcross: number;
      readonly rows: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: 'qr'; readonly content: string; readonly module: number }
  | { readonly kind: 'cut' };

/** A stretch of one line. */
export type PaperPart =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly width: number;
      readonly height: number;
      readonly bold: boolean;
    }
  /** ESC * with 24 dots: `columns` of three bytes each, upper dot in the highest bit. */
  | { readonly kind: 'image'; readonly columns: number; readonly data: Uint8Array };

/** The line as a reader sees it; a picture in it is ▢. */
export function textOf(item: PaperItem): string {
  if (item.kind !== 'line') return '';
  return item.parts
    .map((part) => (part.kind === 'text' ? part.text : '▢'.repeat(Math.ceil(part.columns / 24))))
    .join('');
}

/** All text of some paper, a line each. */
export function paperText(items: readonly PaperItem[]): string {
  return items
    .filter((item) => item.kind === 'line')
    .map((item) => textOf(item))
    .join('\n');
}

/** Cut slips, and what hangs out of the printer after the last cut. */
export function slipsOf(items: readonly PaperItem[]): {
  readonly cut: readonly (readonly PaperItem[])[];
  readonly hanging: readonly PaperItem[];
} {
  const cut: PaperItem[][] = [];
  let hanging: PaperItem[] = [];
  for (const item of items) {
    if (item.kind === 'cut') {
      cut.push(hanging);
      hanging = [];
    } else {
      hanging.push(item);
    }
  }
  return { cut, hanging };
}
