/**
 * Width of text on a slip printer, counted in its ASCII columns. The printer draws every two-byte
 * character, and every raster one, in a cell of two columns, accents and dashes included; so one
 * column is ASCII and nothing else.
 */
export function columnsOf(text: string): number {
  let columns = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    columns += unit < 0x80 ? 1 : 2;
    // A surrogate pair is one character.
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i += 1;
  }
  return columns;
}

/** Never split: months and dates, a number with its unit, times, numbers with stars and dashes, Latin words. */
const TOKEN = /\d+年\d+月(?:\d+日)?|\d+月(?:\d+日)?|\d+ ?[年日号位元岁时分]|[\dA-Za-z*＊.:\-/]+|\s+|[\s\S]/gu;
/** 避头: may not begin a line. */
const NO_START = new Set('，。；：！？、）》〉」』】〕…');
/** 避尾: may not end a line. */
const NO_END = new Set('（《〈「『【〔');

/** Pieces of `text` between which a line may end. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (const token of text.match(TOKEN) ?? []) {
    const last = found.at(-1);
    if (last !== undefined && (NO_START.has(token) || NO_END.has(last.slice(-1)))) {
      found[found.length - 1] = last + token;
    } else {
      found.push(token);
    }
  }
  return found;
}

/** Width of the longest piece that may not be split. */
export function longestPiece(text: string): number {
  let longest = 0;
  for (const piece of pieces(text)) longest = Math.max(longest, columnsOf(piece.trim()));
  return longest;
}

/**
 * `text` in lines of at most `columns`. A piece that is wider than the paper is split at the paper's
 * edge: a line that runs over is cut by the printer at a place nobody chose.
 */
export function wrap(text: string, columns: number): string[] {
  if (columnsOf(text) <= columns) return text === '' ? [] : [text];
  const lines: string[] = [];
  let line = '';
  let room = columns;
  const flush = (): void => {
    lines.push(line.trimEnd());
    line = '';
    room = columns;
  };
  for (const piece of pieces(text)) {
    const width = columnsOf(piece);
    if (width > room && line !== '') flush();
    if (line === '' && lines.length > 0 && piece.trim() === '') continue;
    if (width <= room) {
      line += piece;
      room -= width;
      continue;
    }
    for (const character of piece) {
      const cell = columnsOf(character);
      if (cell > room) flush();
      line += character;
      room -= cell;
    }
  }
  if (line !== '') flush();
  return lines;
}
