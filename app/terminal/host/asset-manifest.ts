import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';

/** One file of the screen, read once at start. Requests look up this map; no path is ever joined. */
export interface Asset {
  readonly body: Buffer;
  readonly mime: string;
  readonly etag: string;
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
  '.wav': 'audio/wav',
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
        const body = readFileSync(join(folder, path));
        const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
        assets.set(`/${path}`, { body, mime, etag });
      }
    }
  };
  walk('');
  return assets;
}
