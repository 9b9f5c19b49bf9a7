import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureScreen, SCREEN_DIST } from '../../app/terminal/build/screen.ts';

/** Bytes that must arrive before the first screen is seen, against the agreed limit. */
const LIMIT = 60_000;

export async function screen(): Promise<
  { name: string; ours: number; limit: number; ratio: number; n: number; unit: string }[]
> {
  await ensureScreen((line) => process.stderr.write(`${line}\n`));
  const html = await readFile(join(SCREEN_DIST, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1] ?? '');
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(join(SCREEN_DIST, file))).length),
  );
  const ours = sizes.reduce((sum, size) => sum + size, 0);
  return [
    { name: 'screen-first-load', ours, limit: LIMIT, ratio: ours / LIMIT, n: files.length, unit: 'B gzip' },
  ];
}
