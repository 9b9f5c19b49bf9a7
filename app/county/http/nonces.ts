/** Requests of one terminal that are remembered; at one request a second, more than an hour. */
const PER_TERMINAL = 4096;

/**
 * Nonces seen, so that a recorded request is not served twice. Kept in memory: across a restart or a
 * second copy of the county, records are protected by their own keys and questions change nothing.
 */
export class NonceMemory {
  readonly #seen = new Map<string, Set<string>>();

  /** False when this terminal used `nonce` before. Call only for genuine requests. */
  firstUse(terminal: string, nonce: string): boolean {
    let seen = this.#seen.get(terminal);
    if (seen === undefined) {
      seen = new Set();
      this.#seen.set(terminal, seen);
    }
    if (seen.has(nonce)) return false;
    seen.add(nonce);
    const [oldest] = seen;
    if (seen.size > PER_TERMINAL && oldest !== undefined) seen.delete(oldest);
    return true;
  }
}
