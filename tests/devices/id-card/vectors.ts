import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../fixtures/sam/', import.meta.url);

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

export function frameFile(name: string): Uint8Array {
  return bytesOf(readFileSync(new URL(name, FOLDER), 'ascii'));
}

export function jsonFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

/** `CMD name` and `RSP name` lines → frames. */
export function commandFile(): ReadonlyMap<string, Uint8Array> {
  const lines = readFileSync(new URL('sam_commands.txt', FOLDER), 'utf8').split('\n');
  const frames = new Map<string, Uint8Array>();
  for (const line of lines) {
    const match = /^(CMD|RSP) (\S+)\s+((?:[0-9A-F]{2} ?)+)/.exec(line);
    if (match !== null) frames.set(match[2]!, bytesOf(match[3]!));
  }
  return frames;
}
