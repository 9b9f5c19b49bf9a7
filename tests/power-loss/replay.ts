/** A disk that loses power: which contents the files may have after a cut, given what was done before. */

interface Operation {
  readonly kind: 'write' | 'sync' | 'truncate' | 'unlink' | 'rename';
  /** Relative to the recorded directory. */
  readonly file: string;
  /** Where the data goes; for `truncate` the new length. */
  readonly offset: number;
  readonly data: Buffer;
}

const KINDS: Readonly<Record<string, Operation['kind']>> = {
  W: 'write',
  S: 'sync',
  T: 'truncate',
  U: 'unlink',
  R: 'rename',
};

/** Reads the log of `recorder.c`. */
export function readLog(log: Buffer, directory: string): readonly Operation[] {
  const operations: Operation[] = [];
  const relative = (path: string): string => path.slice(directory.length + 1);
  let at = 0;
  while (at < log.length) {
    const kind = KINDS[String.fromCharCode(log[at] ?? 0)];
    if (kind === undefined) throw new Error(`no log entry at ${at}`);
    const offset = Number(log.readBigInt64LE(at + 1));
    const length = log.readUInt32LE(at + 9);
    const pathEnd = at + 15 + log.readUInt16LE(at + 13);
    const file = relative(log.toString('utf8', at + 15, pathEnd));
    at = pathEnd + length;
    operations.push({ kind, file, offset, data: log.subarray(pathEnd, at) });
  }
  return operations;
}

/** Sectors are written whole or not at all; anything larger may be torn between them. */
const SECTOR = 512;
const KEEP_CHANCE = 0.5;
const TEAR_CHANCE = 0.3;

/** The disk as it goes through a recording, and what it may look like if power failed right now. */
export interface PowerlessDisk {
  /** Goes on to the state after the first `count` operations; never back. */
  advance(count: number): void;
  /**
   * Contents after a cut at this moment. All that a file was given up to its last sync is there. Of what
   * came later each write is there or not by chance, whole or torn, in no order. Names (creating,
   * renaming, removing) are taken as durable at once: SQLite and the store sync their directory
   * themselves. Not modelled: rot, and disks that lie about a sync.
   *
   * @param chance uniform in [0, 1)
   */
  cut(chance: () => number): ReadonlyMap<string, Buffer>;
}

interface FileState {
  /** As of the last sync. */
  readonly durable: Content;
  /** Since then. */
  pending: Operation[];
}

export function powerlessDisk(operations: readonly Operation[]): PowerlessDisk {
  const files = new Map<string, FileState>();
  let done = 0;
  const perform = (operation: Operation): void => {
    const { kind, file, data } = operation;
    const state = files.get(file) ?? { durable: new Content(), pending: [] };
    if (kind === 'unlink') {
      files.delete(file);
      return;
    }
    if (kind === 'rename') {
      files.delete(file);
      files.set(data.toString('utf8').split('/').at(-1) ?? '', state);
      return;
    }
    files.set(file, state);
    if (kind === 'sync') {
      for (const one of state.pending) state.durable.apply(one);
      state.pending = [];
    } else state.pending.push(operation);
  };
  return {
    advance(count) {
      for (; done < count; done += 1) {
        const operation = operations[done];
        if (operation !== undefined) perform(operation);
      }
    },
    cut(chance) {
      const contents = new Map<string, Buffer>();
      for (const [file, { durable, pending }] of files) {
        const content = durable.copy();
        for (const one of pending) if (chance() < KEEP_CHANCE) content.apply(torn(one, chance));
        contents.set(file, content.bytes());
      }
      return contents;
    },
  };
}

function torn(operation: Operation, chance: () => number): Operation {
  const { kind, data } = operation;
  if (kind !== 'write' || data.length <= SECTOR || chance() >= TEAR_CHANCE) return operation;
  const kept = SECTOR * Math.floor((chance() * data.length) / SECTOR);
  return { ...operation, data: data.subarray(0, kept) };
}

/** Bytes that grow without being copied at each step. */
class Content {
  #room = Buffer.alloc(0);
  #length = 0;

  apply({ kind, offset, data }: Operation): void {
    this.#resize(kind === 'truncate' ? offset : Math.max(this.#length, offset + data.length));
    if (kind === 'write') data.copy(this.#room, offset);
  }

  #resize(length: number): void {
    if (length > this.#room.length) {
      const room = Buffer.alloc(length * 2);
      this.#room.copy(room, 0, 0, this.#length);
      this.#room = room;
    }
    // What was cut off reads as zeros when the file grows again.
    if (length < this.#length) this.#room.fill(0, length, this.#length);
    this.#length = length;
  }

  copy(): Content {
    const twin = new Content();
    twin.#room = Buffer.from(this.bytes());
    twin.#length = this.#length;
    return twin;
  }

  bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }
}

/** A small generator (mulberry32), so that a failing cut can be made again from its number. */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
