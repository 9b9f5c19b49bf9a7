const DIGEST_CHARS = 22;

/**
 * What the chain says of very many rows, in some sixty bytes each: digests by key, a month, and whether the
 * row was seen in its table. A million objects would need ten times as much.
 */
export class Book {
  readonly #width: number;
  readonly #slots: number;
  #keys: Buffer;
  #digests: Buffer;
  #months: Uint32Array;
  #flags: Uint8Array;
  #index: Int32Array;
  /** Keys that do not fit: none that a county gives out, but a table may hold anything. */
  readonly #odd = new Map<string, number>();
  readonly #oddKeys = new Map<number, string>();
  #count = 0;

  /** `width`: characters of the longest usual key. `slots`: digests kept of each row. */
  constructor(width: number, slots: number) {
    this.#width = width;
    this.#slots = slots;
    const room = 1024;
    this.#keys = Buffer.alloc(room * width);
    this.#digests = Buffer.alloc(room * slots * DIGEST_CHARS);
    this.#months = new Uint32Array(room);
    this.#flags = new Uint8Array(room);
    this.#index = new Int32Array(room * 2);
  }

  /** Rows known; they are numbered from 0 in the order in which they were added. */
  get count(): number {
    return this.#count;
  }

  /** The number of the row of this key; -1 when there is none. */
  find(key: string): number {
    if (!this.#fits(key)) return this.#odd.get(key) ?? -1;
    return (this.#index[this.#place(key)] ?? 0) - 1;
  }

  /** The same, added when it is not there. */
  add(key: string): number {
    const known = this.find(key);
    if (known >= 0) return known;
    if (this.#count === this.#months.length) this.#grow();
    const row = this.#count;
    this.#count += 1;
    if (this.#fits(key)) {
      this.#keys.write(key, row * this.#width, 'latin1');
      this.#index[this.#place(key)] = row + 1;
    } else {
      this.#odd.set(key, row);
      this.#oddKeys.set(row, key);
    }
    return row;
  }

  key(row: number): string {
    const odd = this.#oddKeys.get(row);
    if (odd !== undefined) return odd;
    const text = this.#keys.toString('latin1', row * this.#width, (row + 1) * this.#width);
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }

  /** Empty where none was ever set. */
  digest(row: number, slot: number): string {
    const at = (row * this.#slots + slot) * DIGEST_CHARS;
    return this.#digests[at] === 0 ? '' : this.#digests.toString('latin1', at, at + DIGEST_CHARS);
  }

  setDigest(row: number, slot: number, digest: string): void {
    this.#digests.write(
      digest.padEnd(DIGEST_CHARS, '\0').slice(0, DIGEST_CHARS),
      (row * this.#slots + slot) * DIGEST_CHARS,
      'latin1',
    );
  }

  /** An ordinal; 0 where none was set. */
  month(row: number): number {
    return this.#months[row] ?? 0;
  }

  setMonth(row: number, month: number): void {
    this.#months[row] = month;
  }

  /** A small number, 0 at first. */
  flag(row: number): number {
    return this.#flags[row] ?? 0;
  }

  setFlag(row: number, flag: number): void {
    this.#flags[row] = flag;
  }

  #fits(key: string): boolean {
    return key.length > 0 && key.length <= this.#width && /^[!-~]+$/.test(key);
  }

  /** Where in the index the key stands, or would. */
  #place(key: string): number {
    const mask = this.#index.length - 1;
    let hash = 0x811c9dc5;
    for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const row = this.#index[place] ?? 0;
      if (row === 0 || this.#holds(row - 1, key)) return place;
    }
  }

  #holds(row: number, key: string): boolean {
    const at = row * this.#width;
    for (let offset = 0; offset < this.#width; offset += 1) {
      const expected = offset < key.length ? key.charCodeAt(offset) : 0;
      if (this.#keys[at + offset] !== expected) return false;
    }
    return true;
  }

  #grow(): void {
    const room = this.#months.length * 2;
    const bytes = (old: Buffer): Buffer => Buffer.concat([old, Buffer.alloc(old.length)]);
    this.#keys = bytes(this.#keys);
    this.#digests = bytes(this.#digests);
    const months = new Uint32Array(room);
    months.set(this.#months);
    this.#months = months;
    const flags = new Uint8Array(room);
    flags.set(this.#flags);
    this.#flags = flags;
    this.#index = new Int32Array(room * 2);
    for (let row = 0; row < this.#count; row += 1)
      if (!this.#oddKeys.has(row)) this.#index[this.#place(this.key(row))] = row + 1;
  }
}
