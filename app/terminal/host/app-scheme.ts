import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Asset } from './asset-manifest.ts';
import { securityHeaders } from './security-headers.ts';

/** Where the screen lives. No file:, no http:, no other host. */
export const ORIGIN = 'app://kiosk';
export const START = `${ORIGIN}/index.html`;

/** `standard` for origins, `secure` for the camera, `stream` for sound; nothing that loosens a policy. */
export const SCHEME = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

/** One file of the screen as the build recorded it. */
export interface Entry {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly mime: string;
}
/** URL path → file, e.g. `/index.html`. A `Map`, so that `__proto__` and its kin are no keys. */
export type Manifest = ReadonlyMap<string, Entry>;

export function isOurs(url: string): boolean {
  return url === ORIGIN || url.startsWith(`${ORIGIN}/`);
}

/** The path as it stands in the manifest; nothing is decoded, joined or cleaned, so nothing can escape. */
export function resolveAsset(url: string, manifest: Manifest): string | undefined {
  if (!isOurs(url)) return undefined;
  const path = url.slice(ORIGIN.length);
  return manifest.has(path) ? path : undefined;
}

/** The page has no network: its own files and its own blobs are all that it may ask for. */
export function mayFetch(url: string): boolean {
  return isOurs(url) || url.startsWith(`blob:${ORIGIN}/`);
}

/**
 * Answers requests for `app://`. Each file is hashed again before it is handed out, because Electron's
 * own ASAR check does not exist on Linux; an altered file is not served and is reported.
 * @param read gives the bytes of a manifest path.
 */
export function assetServer(
  manifest: Manifest,
  read: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
  onTampered: (path: string) => void,
): (request: { readonly url: string; readonly method: string }) => Promise<Response> {
  const headers = securityHeaders();
  const refuse = (): Response => new Response('', { status: 404, headers });
  return async ({ url, method }) => {
    const path = resolveAsset(url, manifest);
    const entry = path === undefined ? undefined : manifest.get(path);
    if (path === undefined || entry === undefined || method !== 'GET') return refuse();
    const body = await read(path).catch(() => new Uint8Array());
    if (createHash('sha256').update(body).digest('hex') !== entry.sha256) {
      onTampered(path);
      return refuse();
    }
    return new Response(body, { status: 200, headers: { ...headers, 'content-type': entry.mime } });
  };
}

const manifestSchema = z.record(
  z.string().check(z.startsWith('/')),
  z.strictObject({ sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)), mime: z.string() }),
);

/** The manifest as the build wrote it. @throws when it is not one: a broken package should not start. */
export function readManifest(json: string): Manifest {
  return new Map(Object.entries(manifestSchema.parse(JSON.parse(json))));
}

/** What the build writes: every file of the built screen with its hash. */
export function makeManifest(assets: ReadonlyMap<string, Asset>): Record<string, Entry> {
  const sorted = [...assets].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([path, { read, mime }]) => {
      const body = read();
      if (body === undefined) throw new Error(`${path} changed while the manifest was made`);
      return [path, { sha256: createHash('sha256').update(body).digest('hex'), mime }];
    }),
  );
}
