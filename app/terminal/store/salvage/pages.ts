import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The pages of a SQLite file as bytes, with the commits of its write-ahead log laid over them: what is left
 * when SQLite itself will not open the file. Formats: sqlite.org/fileformat2.html §1.3, §4.
 */
export interface Pages {
  readonly size: number;
  readonly count: number;
  /** Page `number`, from 1; short or missing ones are filled with zeros, `undefined` where the disk fails. */
  read(number: number): Buffer | undefined;
  close(): void;
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const WAL_MAGIC = 0x377f0682;

export function openPages(file: string, size: number): Pages {
  const content = openFile(file);
  const log = openFile(`${file}-wal`);
  const frames = log === undefined ? new Map<number, number>() : committedFrames(log, size);
  const inFile = content === undefined ? 0 : Math.ceil(content.length / size);
  return {
    size,
    count: Math.max(inFile, ...frames.keys()),
    read(number) {
      const frame = frames.get(number);
      return frame === undefined
        ? (content?.read((number - 1) * size, size) ??
            (content === undefined ? Buffer.alloc(size) : undefined))
        : log?.read(frame, size);
    },
    close() {
      content?.close();
      log?.close();
    },
  };
}

interface Bytes {
  readonly length: number;
  /** Filled with zeros past the end; `undefined` when the disk fails. */
  read(at: number, length: number): Buffer | undefined;
  close(): void;
}

function openFile(file: string): Bytes | undefined {
  if (!existsSync(file)) return undefined;
  const handle = openSync(file, 'r');
  return {
    length: fstatSync(handle).size,
    read(at, length) {
      const room = Buffer.alloc(length);
      try {
        readSync(handle, room, 0, length, at);
        return room;
      } catch {
        // One bad sector: the pages around it are still good.
        return undefined;
      }
    },
    close: () => closeSync(handle),
  };
}

/** Where the newest committed copy of each page lies in the log. A frame counts as far as its checksums hold. */
function committedFrames(log: Bytes, size: number): ReadonlyMap<number, number> {
  const committed = new Map<number, number>();
  const header = log.read(0, WAL_HEADER);
  if (header === undefined) return committed;
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) !== WAL_MAGIC || header.readUInt32BE(8) !== size) return committed;
  const bigEndian = (magic & 1) === 1;
  let sums = checksum(header.subarray(0, 24), bigEndian, [0, 0]);
  if (!holds(sums, header, 24)) return committed;
  const salt = header.subarray(16, 24);
  const pending = new Map<number, number>();
  for (let at = WAL_HEADER; at + FRAME_HEADER + size <= log.length; at += FRAME_HEADER + size) {
    const frame = log.read(at, FRAME_HEADER + size);
    if (frame === undefined || !frame.subarray(8, 16).equals(salt)) break;
    sums = checksum(frame.subarray(0, 8), bigEndian, sums);
    sums = checksum(frame.subarray(FRAME_HEADER), bigEndian, sums);
    if (!holds(sums, frame, 16)) break;
    pending.set(frame.readUInt32BE(0), at + FRAME_HEADER);
    // The last frame of a transaction tells the size of the file after it.
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, place] of pending) committed.set(page, place);
    pending.clear();
  }
  return committed;
}

function holds([first, second]: readonly [number, number], bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
}

/** §4.2: two running sums over pairs of 32-bit words, whose byte order the magic number tells. */
function checksum(
  bytes: Buffer,
  bigEndian: boolean,
  [first, second]: readonly [number, number],
): [number, number] {
  let one = first;
  let two = second;
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + two) >>> 0;
    two = (two + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + one) >>> 0;
  }
  return [one, two];
}
