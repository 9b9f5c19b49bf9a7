import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateFeed } from '../../../app/update/feed.ts';
import { fetchUpdate } from '../../../app/update/fetch.ts';
import { formatOffer } from '../../../app/update/offer.ts';
import { parseVersion } from '../../../app/update/version.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';

const { signer } = nodeCrypto.generateKey();
const bundle = Buffer.alloc(300_000, 7);
const sha256 = createHash('sha256').update(bundle).digest('hex');
const text = formatOffer({
  version: parseVersion('2.0.0')!,
  commit: '0123456789',
  platform: 'linux-x64',
  size: bundle.length,
  sha256,
});
const machine = { publicKey: signer.publicKey, platform: 'linux-x64', highest: parseVersion('1.0.0')! };

let folder: string;
let server: Server;
let files: Map<string, Buffer | 'cut'>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'songbai-feed-'));
  files = new Map<string, Buffer | 'cut'>([
    ['/update/linux-x64/offer', Buffer.from(text)],
    ['/update/linux-x64/offer.sig', Buffer.from(signer.sign(new TextEncoder().encode(text)))],
    [`/update/${sha256}.tar`, bundle],
  ]);
  server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    if (file === undefined) response.writeHead(404).end();
    else if (file === 'cut') {
      response.writeHead(200, { 'content-length': bundle.length }).write(bundle.subarray(0, 1_000), () => {
        response.destroy();
      });
    } else response.end(file);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => {
    server.close(resolve);
  });
});
const run = (): ReturnType<typeof fetchUpdate> => {
  const { port } = server.address() as AddressInfo;
  return fetchUpdate(updateFeed(`http://127.0.0.1:${port}`, folder, fetch), machine, nodeCrypto);
};

describe('the update feed', () => {
  it('leaves bundle, offer and signature in one step', async () => {
    expect(await run()).toMatchObject({ ok: true, value: { version: '2.0.0' } });
    expect(readdirSync(folder)).toEqual(['incoming']);
    expect(readFileSync(join(folder, 'incoming', 'bundle.tar'))).toEqual(bundle);
    expect(readFileSync(join(folder, 'incoming', 'offer'), 'utf8')).toBe(text);
    expect(readdirSync(join(folder, 'incoming')).sort()).toEqual(['bundle.tar', 'offer', 'offer.sig']);
  });

  it('finds nothing where there is nothing', async () => {
    files.clear();
    expect(await run()).toEqual({ ok: true, value: undefined });
    expect(existsSync(join(folder, 'incoming'))).toBe(false);
  });

  it('keeps nothing of a line that was cut', async () => {
    files.set(`/update/${sha256}.tar`, 'cut');
    expect(await run()).toMatchObject({ ok: false });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reads no offer that is longer than an offer can be', async () => {
    files.set('/update/linux-x64/offer', Buffer.alloc(100_000, 65));
    expect(await run()).toEqual({ ok: true, value: undefined });
  });
});
