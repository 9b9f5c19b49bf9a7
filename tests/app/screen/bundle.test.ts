import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST, screenIsStale } from '../../../app/terminal/build/screen.ts';

/** Everything the first page names: what has to arrive before anything is seen. */
async function firstScreen(page: string): Promise<readonly string[]> {
  const html = await readFile(join(SCREEN_DIST, page), 'utf8');
  return [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1] ?? '');
}

/** Whether code asks for such a sentence; the catalogue itself, which has it as a key, does not. */
function asksFor(code: string, word: string): boolean {
  return code
    .split(word)
    .slice(1)
    .some((after) => !/^[\w.-]*[`'"]?:/.test(after));
}

describe('the built screen', () => {
  beforeAll(() => ensureScreen(() => undefined));

  test('first screen is under 60 kB gzip', async () => {
    const files = await firstScreen('index.html');
    const sizes = await Promise.all(
      files.map(async (file) => gzipSync(await readFile(join(SCREEN_DIST, file))).length),
    );
    expect(files.length).toBeGreaterThan(1);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(60_000);
  });

  test('a service’s screens are a file of their own, which the first page does not wait for', async () => {
    const all = (await readdir(join(SCREEN_DIST, 'assets'))).filter((file) => file.endsWith('.js'));
    const own = all.filter((file) => file.startsWith('certify-'));
    expect(own).toHaveLength(1);
    const text = await readFile(join(SCREEN_DIST, 'assets', own[0] ?? ''), 'utf8');
    // What a screen asks of the catalogue says whose it is.
    for (const word of [
      'consent.title',
      'capture.title',
      'fallback.title',
      'result.title',
      'already.title',
    ]) {
      expect(text, word).toContain(word);
      for (const file of await firstScreen('index.html'))
        expect(asksFor(await readFile(join(SCREEN_DIST, file), 'utf8'), word), `${word} in ${file}`).toBe(
          false,
        );
    }
    for (const file of await firstScreen('index.html')) expect(file).not.toContain('certify-');
  });

  test('nothing inline, nothing evaluated, nothing of Node, no English, no foreign address', async () => {
    for (const page of ['index.html', 'dock.html']) {
      const html = await readFile(join(SCREEN_DIST, page), 'utf8');
      expect(html).toMatch(/<html lang="zh-CN" translate="no">/);
      expect(html).toContain('name="google" content="notranslate"');
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\son\w+=|\sstyle=/);
      for (const file of await firstScreen(page)) {
        const text = await readFile(join(SCREEN_DIST, file), 'utf8');
        expect(text, file).not.toMatch(/\beval\(|\bnode:|require\(["']|process\.env|__dirname/);
        expect(text, file).not.toContain('Put down your ID card');
        const addresses = [...text.matchAll(/https?:\/\/[\w./-]+/g)].map((m) => m[0]);
        expect(
          addresses.filter((one) => !one.startsWith('http://www.w3.org/') && !/json-schema/.test(one)),
          file,
        ).toEqual([]);
      }
    }
  });

  test('the fonts are files of their own and hold every character of the catalogue', async () => {
    const fonts = (await readdir(join(SCREEN_DIST, 'assets'))).filter((file) => file.endsWith('.woff2'));
    expect(fonts.length).toBeGreaterThan(50);
    const sizes = await Promise.all(
      fonts.map(async (file) => (await stat(join(SCREEN_DIST, 'assets', file))).size),
    );
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(25_000_000);
  });

  test('a fresh build is not stale', async () => {
    expect(await screenIsStale(SCREEN_DIST)).toBe(false);
    expect(await screenIsStale(join(SCREEN_DIST, 'nowhere'))).toBe(true);
  });
});
