import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/** One line of a text file, without its line break. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** What has been read so far, for progress. */
export interface Lines {
  readonly lines: readonly Line[];
  readonly bytes: number;
}

/** A longer line is no row of ours; it also bounds the memory that a hostile file can take. */
const LONGEST_LINE = 64 * 1024;

const NEWLINE = 0x0a;
const CR = 0x0d;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const SAVE_AS = 'save it as "CSV UTF-8" and import it again';
const CR_ONLY = `ends its lines with CR alone, as "CSV (Macintosh)" does, and not with LF or CRLF; ${SAVE_AS}`;

/**
 * A UTF-8 text file as lines, a block at a time; a BOM is dropped, CRLF taken as LF. Ends after the first
 * error, which says what is wrong in one line (without the file's name). Every byte is checked: no line
 * breaks inside a character, because 0x0A is part of no other UTF-8 character.
 */
export async function* readLines(file: string): AsyncGenerator<Result<Lines, string>, void> {
  let number = 0;
  let bytes = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      const block = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      bytes += (chunk as Buffer).length;
      const lines: Line[] = [];
      let start = 0;
      for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
        number += 1;
        const line = decode(block.subarray(start, end), number);
        if (!line.ok) return yield line;
        lines.push(line.value);
        start = end + 1;
      }
      rest = block.subarray(start);
      if (rest.length > LONGEST_LINE)
        return yield number === 0 && breaksByCr(rest) ? err(CR_ONLY) : tooLong(number + 1);
      if (lines.length > 0) yield ok({ lines, bytes });
    }
  } catch (error) {
    return yield err(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  if (rest.length > 0) {
    const line = decode(rest, number + 1);
    yield line.ok ? ok({ lines: [line.value], bytes }) : line;
  }
}

function decode(raw: Buffer, number: number): Result<Line, string> {
  if (raw.length > LONGEST_LINE) return number === 1 && breaksByCr(raw) ? err(CR_ONLY) : tooLong(number);
  if (!isUtf8(raw)) return err(notUtf8(raw, number));
  if (number === 1 && breaksByCr(raw)) return err(CR_ONLY);
  const begin = number === 1 && raw.subarray(0, 3).equals(UTF8_BOM) ? 3 : 0;
  const end = raw.at(-1) === CR ? raw.length - 1 : raw.length;
  return ok({ number, text: raw.toString('utf8', begin, Math.max(begin, end)) });
}

/** A header row holds no CR but the one of a CRLF; what follows another is the next row. */
function breaksByCr(raw: Buffer): boolean {
  const at = raw.indexOf(CR);
  return at !== -1 && at < raw.length - 1;
}

function tooLong(number: number): Result<never, string> {
  return err(`line ${number} is longer than 64 KiB, so this is no table of rows; check the file`);
}

function notUtf8(raw: Buffer, number: number): string {
  const mark = number === 1 ? raw.toString('hex', 0, 2) : '';
  if (mark === 'fffe' || mark === 'feff') return `is UTF-16, not UTF-8; ${SAVE_AS}`;
  return `is not UTF-8 (line ${number}; perhaps GB18030 from a spreadsheet); ${SAVE_AS}`;
}
