import { expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** In a process of its own: the test runner takes for a failure what nobody catches. */
function uncaught(body: string): string {
  const program = [
    `import { inBackground, unread } from ${JSON.stringify(resolve('shared/result/background.ts'))};`,
    "process.on('uncaughtException', (error) => process.stdout.write(`uncaught ${error.message}`));",
    "process.on('unhandledRejection', (error) => process.stdout.write(`unhandled ${error.message}`));",
    body,
  ].join('\n');
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout;
}

it('throws what work in the background fails of, where the last resort sees it', () => {
  expect(uncaught("inBackground(Promise.reject(new Error('a')))")).toBe('uncaught a');
  expect(uncaught("unread(Promise.reject(new Error('b')))")).toBe('uncaught b');
});

it('says nothing of what went well, nor of a failure that is a value', () => {
  expect(uncaught('inBackground(Promise.resolve(1))')).toBe('');
  expect(uncaught('unread(Promise.resolve({ ok: false, error: 1 })); unread({ ok: false, error: 1 })')).toBe(
    '',
  );
});
