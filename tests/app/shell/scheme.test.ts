import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../app/terminal/host/app-scheme.ts';
import {
  assetServer,
  makeManifest,
  readManifest,
  resolveAsset,
} from '../../../app/terminal/host/app-scheme.ts';
import { contentSecurityPolicy } from '../../../app/terminal/host/security-headers.ts';
import { settle } from './fake-electron/ports.ts';
import { boot, files, manifest } from './support/booted.ts';

const POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'blob:'],
  'font-src': ["'self'"],
  'media-src': ["'self'", 'blob:'],
  'worker-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['songbai'],
};

function parsePolicy(text: string): Record<string, string[]> {
  return Object.fromEntries(
    text.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(' ');
      return [name, values];
    }),
  );
}

const read = async (path: string): Promise<Buffer<ArrayBuffer>> => Buffer.from(files.get(path) ?? '');
const serve = assetServer(manifest, read, () => undefined);
const get = (url: string): Promise<Response> => serve({ url, method: 'GET' });

/** Addresses as somebody would write them who wants out: real paths with something done to them. */
const hostile = fc
  .tuple(
    fc.constantFrom(
      'app://kiosk',
      'app://kiosk',
      'app://kiosk',
      'app://evil',
      'app://kiosk.evil',
      'app://kiosk:80',
      'app://x@kiosk',
      'app:\\\\kiosk',
      'APP://KIOSK',
      'file://',
      'http://kiosk',
      '',
    ),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          '/',
          '//',
          '\\',
          '..',
          '../',
          '..\\',
          '..%2f',
          '..%2F',
          '%2e%2e/',
          '%252e%252e%252f',
          '%00',
          '\0',
          '%5c',
          '%c0%ae',
          '.',
          ';',
          '?',
          '#',
          '?x=1',
          '%',
          ' ',
          '/index.html',
          'index.html',
          'assets',
          '/assets/index.js',
          'INDEX.HTML',
          '__proto__',
          'constructor',
          'hasOwnProperty',
          'etc/passwd',
          'package.json',
          'manifest.json',
          '..;/',
          '\u2215',
          '\uff0e',
        ),
        fc.string({ maxLength: 6 }),
      ),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([origin, parts]) => origin + parts.join(''))
  .filter((url) => url !== 'app://kiosk/index.html' && url !== 'app://kiosk/assets/index.js');

describe('app://kiosk', () => {
  it('serves what the manifest lists, with its kind and the strict headers', async () => {
    const response = await get('app://kiosk/assets/index.js');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('export {};');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(parsePolicy(response.headers.get('content-security-policy') ?? '')).toEqual(POLICY);
  });

  it('has the reviewed policy and adds nothing for Electron', () => {
    expect(parsePolicy(contentSecurityPolicy())).toEqual(POLICY);
  });

  it.each([
    '',
    '/',
    '//index.html',
    '/index.html?x',
    '/index.html#x',
    '/INDEX.HTML',
    '/%69ndex.html',
    '/./index.html',
    '/assets/../index.html',
    '/index.html/',
    '/index.html%00',
    '/index.html\0',
    '\\index.html',
    '/index.html.',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/package.json',
    '/../package.json',
    '/..\\package.json',
    '/ index.html',
  ])('knows no other name for a file: %j', async (path) => {
    expect((await get(`app://kiosk${path}`)).status).toBe(404);
  });

  it('answers 404 to 1,000 fuzzed addresses, with the policy and without a byte', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(hostile, async (url) => {
        asked += 1;
        const response = await get(url);
        expect(response.status, url).toBe(404);
        expect(await response.text()).toBe('');
        expect(parsePolicy(response.headers.get('content-security-policy') ?? '')).toEqual(POLICY);
      }),
      { numRuns: 1_000 },
    );
    expect(asked).toBe(1_000);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get'])('does not answer %s', async (method) => {
    expect((await serve({ url: 'app://kiosk/index.html', method })).status).toBe(404);
  });

  it('resolves nothing by way of an object’s own machinery', () => {
    for (const path of ['/__proto__', '/constructor', '/toString', '/size', '/get']) {
      expect(resolveAsset(`app://kiosk${path}`, manifest)).toBeUndefined();
    }
  });

  it('does not serve a file that was altered on disk, and tells the terminal', async () => {
    const booted = await boot();
    booted.disk.set('/assets/index.js', Buffer.from('stealEverything()'));
    const { status } = await booted.fake.session.request('app://kiosk/assets/index.js', 'GET');
    await settle();
    expect(status).toBe(404);
    expect(booted.refusals).toEqual([{ what: '/assets/index.js', cause: 'tampered' }]);
  });

  it('does not serve a file that cannot be read', async () => {
    const failing = assetServer(
      manifest,
      () => Promise.reject(new Error('EIO')),
      () => undefined,
    );
    expect((await failing({ url: 'app://kiosk/index.html', method: 'GET' })).status).toBe(404);
  });
});

describe('the manifest', () => {
  const body = Buffer.from('x');
  const sha256 = createHash('sha256').update(body).digest('hex');

  it('comes back from its file as it was made', () => {
    const made = makeManifest(
      new Map([
        ['/b.js', { read: () => body, mime: 'text/javascript; charset=utf-8', etag: '""' }],
        ['/a.css', { read: () => body, mime: 'text/css; charset=utf-8', etag: '""' }],
      ]),
    );
    expect(Object.keys(made)).toEqual(['/a.css', '/b.js']);
    const again: Manifest = readManifest(JSON.stringify(made));
    expect(again.get('/b.js')).toEqual({ sha256, mime: 'text/javascript; charset=utf-8' });
  });

  it.each([
    '[]',
    '{"index.html":{"sha256":"00","mime":"x"}}',
    `{"/a":{"sha256":"${sha256}"}}`,
    `{"/a":{"sha256":"${sha256}","mime":"x","path":"/etc/passwd"}}`,
    `{"/a":{"sha256":"${sha256.toUpperCase()}","mime":"x"}}`,
  ])('is refused when it is not one: %s', (json) => {
    expect(() => readManifest(json)).toThrow();
  });
});
