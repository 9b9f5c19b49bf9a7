import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/**
 * Electron's archive format: four 32-bit little-endian numbers (4; header size; header size − 4; length
 * of the JSON), the JSON with the tree of files, then their bytes end to end.
 */
interface Node {
  readonly files?: Readonly<Record<string, Node>>;
  readonly size?: number;
  readonly offset?: string;
  readonly unpacked?: boolean;
}

export interface Asar {
  /** SHA-256 of the header's JSON, lower-case hex: what Electron's own integrity check compares. */
  readonly headerHash: string;
  /** Paths of all files, `/`-separated, without a leading slash. */
  readonly paths: readonly string[];
  read(path: string): Buffer;
}

export function openAsar(file: string): Result<Asar, string> {
  const bytes = (at: number, length: number): Buffer => {
    const handle = openSync(file, 'r');
    try {
      const buffer = Buffer.alloc(length);
      readSync(handle, buffer, 0, length, at);
      return buffer;
    } finally {
      closeSync(handle);
    }
  };
  const start = bytes(0, 16);
  if (start.readUInt32LE(0) !== 4) return err(`${file}: not an archive of Electron's`);
  const dataAt = 8 + start.readUInt32LE(4);
  const json = bytes(16, start.readUInt32LE(12)).toString('utf8');
  let tree: Node;
  try {
    tree = JSON.parse(json) as Node;
  } catch {
    return err(`${file}: its header cannot be read`);
  }
  const files = new Map<string, Node>();
  const walk = (node: Node, below: string): void => {
    for (const [name, child] of Object.entries(node.files ?? {})) {
      const path = below === '' ? name : `${below}/${name}`;
      if (child.files === undefined) files.set(path, child);
      else walk(child, path);
    }
  };
  walk(tree, '');
  return ok({
    headerHash: createHash('sha256').update(json).digest('hex'),
    paths: [...files.keys()],
    read(path) {
      const node = files.get(path);
      if (node === undefined) throw new Error(`${path} is not in ${file}`);
      if (node.unpacked === true) return readFileSync(join(`${file}.unpacked`, path));
      return bytes(dataAt + Number(node.offset ?? 0), node.size ?? 0);
    },
  });
}
