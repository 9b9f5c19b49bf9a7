import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';

/** One file of the screen. Requests look up a map made at start; no path is ever joined from one. */
export interface Asset {
  readonly mime: string;
  /** Digest of the bytes as they were at start, quoted. */
  readonly etag: string;
  /** The bytes, read anew (fonts are too many to keep); `undefined` when they are no longer those of the start. */
  read(): Buffer | undefined;
}

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.opus': 'audio/ogg',
};

/** Every file below `folder` as URL path → asset. Files of unknown kind are left out. */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = posix.join(below, entry.name);
      if (entry.isDirectory()) walk(path);
      else {
        const mime = MIME[extname(entry.name)];
        if (mime === undefined) continue;
        const file = join(folder, path);
        const etag = digest(readFileSync(file));
        assets.set(`/${path}`, { mime, etag, read: () => unchanged(file, etag) });
      }
    }
  };
  walk('');
  return assets;
}

function unchanged(file: string, etag: string): Buffer | undefined {
  try {
    const body = readFileSync(file);
    return digest(body) === etag ? body : undefined;
  } catch {
    return undefined;
  }
}

function digest(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url')}"`;
}
