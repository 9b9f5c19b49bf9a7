import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/**
 * The terminal's program for Electron's utility process, run by plain Node with a `process.parentPort`
 * that speaks over Node's own process channel instead.
 */
const folder = mkdtempSync(join(tmpdir(), 'songbai-utility-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PARENT = `data:text/javascript,${encodeURIComponent(
  'process.parentPort = { on: (e, f) => process.on("message", (data) => f({ data, ports: [] })), postMessage: (m) => process.send(m) };',
)}`;

function start(args: string[], parent = true): ChildProcess & { stderrText(): string } {
  const child = spawn(
    process.execPath,
    [...(parent ? ['--import', PARENT] : []), 'app/terminal/cli/utility.ts', ...args],
    { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  );
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return Object.assign(child, { stderrText: () => text });
}

function config(): string {
  const file = join(folder, 'kiosk.json');
  const county = { url: 'http://127.0.0.1:9', enrolmentCode: 'ABCD-EFGH-JKLM' };
  writeFileSync(file, JSON.stringify({ terminal: { name: '1 号机', dataDir: './data' }, county }));
  return file;
}

describe('the terminal in a utility process', () => {
  it('says that it is ready, and ends cleanly when it is told to', async () => {
    const child = start(['--config', config()]);
    const [message] = (await once(child, 'message')) as [unknown];
    expect(message).toEqual({ type: 'ready' });
    child.send({ type: 'screen-lost', cause: 'crashed' });
    child.send({ type: 'no such message' });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it.each([
    ['no config', [], '--config'],
    ['a config that is not there', ['--config', '/nowhere/kiosk.json'], '/nowhere/kiosk.json'],
  ])('ends with one line and code 2 for %s, so that it is started again', async (_name, args, word) => {
    const child = start(args);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(2);
    expect(child.stderrText().trim().split('\n')).toHaveLength(1);
    expect(child.stderrText()).toContain(word);
  });

  it('started by hand says where it belongs', async () => {
    const child = start(['--config', config()], false);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(child.stderrText()).toContain('inside the Electron shell only');
  });
});
