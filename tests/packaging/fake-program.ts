/** Mark before the fuses in Electron's program files (`@electron/fuses` looks for it). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** A file that looks to the fuse tool like Electron: mark, version 1, number of fuses, one digit per fuse. */
export function fakeProgram(wire: string): Buffer {
  return Buffer.concat([
    Buffer.from('\u007fELF'),
    Buffer.alloc(70_000),
    Buffer.from(SENTINEL),
    Buffer.from([1, wire.length]),
    Buffer.from(wire),
    Buffer.alloc(5_000),
  ]);
}
