import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { UpdatePorts } from '../../../app/update/fetch.ts';
import { fetchUpdate } from '../../../app/update/fetch.ts';
import type { Offer } from '../../../app/update/offer.ts';
import { checkOffer, formatOffer } from '../../../app/update/offer.ts';
import type { Version } from '../../../app/update/version.ts';
import { parseVersion } from '../../../app/update/version.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';

const v = (text: string): Version => parseVersion(text)!;
const { signer } = nodeCrypto.generateKey();
const bundle = Buffer.from('the whole of a new version');
const offer: Offer = {
  version: v('1.1.0'),
  commit: '0123456789',
  platform: 'linux-x64',
  size: bundle.length,
  sha256: createHash('sha256').update(bundle).digest('hex'),
};
const machine = { publicKey: signer.publicKey, platform: 'linux-x64', highest: v('1.0.0') };
const sign = (text: string): string => signer.sign(new TextEncoder().encode(text));

describe('an offer', () => {
  const check = (text: string, signature = sign(text), on = machine): unknown =>
    checkOffer(text, signature, on, nodeCrypto);

  it('comes back as it was made', () => {
    expect(check(formatOffer(offer))).toEqual({ ok: true, value: offer });
  });

  it('is refused when a single byte of it is another', () => {
    const text = formatOffer(offer);
    const signature = sign(text);
    for (let index = 0; index < text.length; index += 1) {
      const changed = text.slice(0, index) + (text[index] === '0' ? '1' : '0') + text.slice(index + 1);
      expect(check(changed, signature)).toEqual({ ok: false, error: 'bad-signature' });
    }
  });

  it('is refused when another key signed it, the county’s own for one', () => {
    const { signer: county } = nodeCrypto.generateKey();
    const text = formatOffer(offer);
    expect(check(text, county.sign(new TextEncoder().encode(text)))).toEqual({
      ok: false,
      error: 'bad-signature',
    });
    for (const signature of ['', 'x', 'AAAA', '='])
      expect(check(text, signature)).toMatchObject({ ok: false });
  });

  it.each(['1.0.0', '0.9.9', '0.99.99'])('of version %s is refused here, whoever signed it', (version) => {
    expect(check(formatOffer({ ...offer, version: v(version) }))).toEqual({ ok: false, error: 'not-newer' });
  });

  it('for another platform is refused', () => {
    expect(check(formatOffer({ ...offer, platform: 'win-x64' }))).toEqual({
      ok: false,
      error: 'other-platform',
    });
  });

  it.each([
    ['another kind of message', (text: string) => text.replace('songbai-update-v1', 'songbai-record-v1')],
    ['one more line', (text: string) => `${text}more=1\n`],
    [
      'a line twice',
      (text: string) => text.replace('platform=linux-x64\n', 'platform=linux-x64\nplatform=linux-x64\n'),
    ],
    ['a version that is none', (text: string) => text.replace('1.1.0', '1.1')],
    ['no end', (text: string) => text.slice(0, -1)],
    ['more than fits a disk', (text: string) => text.replace(`size=${offer.size}`, 'size=9999999999')],
  ])('that is well signed but has %s is refused', (_name, change) => {
    const text = change(formatOffer(offer));
    expect(text).not.toBe(formatOffer(offer));
    expect(check(text)).toEqual({ ok: false, error: 'malformed' });
  });
});

describe('fetching', () => {
  function feed(overrides: Partial<UpdatePorts> = {}, text = formatOffer(offer)) {
    const disk: { file: Buffer; finished: string[]; discarded: number } = {
      file: Buffer.alloc(0),
      finished: [],
      discarded: 0,
    };
    const ports: UpdatePorts = {
      text: async (name) => (name.endsWith('.sig') ? `${sign(text)}\n` : text),
      async *pieces() {
        yield bundle.subarray(0, 10);
        yield bundle.subarray(10);
      },
      begin: async () => {
        disk.file = Buffer.alloc(0);
      },
      append: async (piece) => {
        disk.file = Buffer.concat([disk.file, piece]);
      },
      finish: async (offerText, signature) => {
        disk.finished.push(offerText, signature);
      },
      discard: async () => {
        disk.discarded += 1;
      },
      ...overrides,
    };
    return { disk, run: (on = machine) => fetchUpdate(ports, on, nodeCrypto) };
  }

  it('leaves the whole bundle with its offer and signature', async () => {
    const { disk, run } = feed();
    expect(await run()).toEqual({ ok: true, value: offer });
    expect(disk.file).toEqual(bundle);
    expect(disk.finished).toEqual([formatOffer(offer), sign(formatOffer(offer))]);
  });

  it('does nothing when there is no offer, or none that is newer', async () => {
    const none = feed({ text: async () => undefined });
    expect(await none.run()).toEqual({ ok: true, value: undefined });
    const old = feed();
    expect(await old.run({ ...machine, highest: v('1.1.0') })).toEqual({ ok: true, value: undefined });
    expect(old.disk.file).toHaveLength(0);
  });

  it.each([
    [
      'truncated',
      async function* truncated() {
        yield bundle.subarray(0, 10);
      },
      'truncated',
    ],
    [
      'cut off',
      async function* cut() {
        yield bundle.subarray(0, 10);
        throw new Error('ECONNRESET');
      },
      'truncated',
    ],
    [
      'never sent',
      async function* none(): AsyncGenerator<Uint8Array> {
        yield* [];
        throw new Error('ECONNREFUSED');
      },
      'unreachable',
    ],
    [
      'longer than offered',
      async function* long() {
        yield bundle;
        yield bundle;
      },
      'too-long',
    ],
    [
      'endless',
      async function* endless() {
        for (;;) yield bundle;
      },
      'too-long',
    ],
    [
      'another',
      async function* other() {
        yield Buffer.from(bundle.map((byte) => byte ^ 1));
      },
      'altered',
    ],
  ])('of a bundle that is %s keeps nothing', async (_name, pieces, fault) => {
    const { disk, run } = feed({ pieces });
    expect(await run()).toEqual({ ok: false, error: fault });
    expect(disk.finished).toEqual([]);
    expect(disk.discarded).toBe(1);
  });

  it.each(['begin', 'append', 'finish'] as const)('says so when the disk fails at %s', async (step) => {
    const { run } = feed({ [step]: () => Promise.reject(new Error('ENOSPC')) });
    expect(await run()).toEqual({ ok: false, error: 'disk' });
  });

  it('says so when the feed cannot be reached', async () => {
    const { run } = feed({ text: () => Promise.reject(new Error('ENETUNREACH')) });
    expect(await run()).toEqual({ ok: false, error: 'unreachable' });
  });
});
