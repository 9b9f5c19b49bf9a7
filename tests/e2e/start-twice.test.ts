import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../../app/demo/demo.ts';
import type { Finished, Running } from './processes.ts';
import { runCommand, startCommand } from './processes.ts';

/** What is started twice says what is in the way and which option helps, ends, and leaves nothing running. */
const folder = mkdtempSync(join(tmpdir(), 'songbai-twice-'));
let demo: Running;
let port: string;
let countyPort: string;

beforeAll(async () => {
  demo = await startCommand('start', 'county', '--data', join(folder, 'a'), '--host', 'browser', ...FREE);
  port = new URL(/kiosk ready: (\S+)/.exec(demo.output())?.[1] ?? '').port;
  countyPort = new URL(demo.url).port;
});
afterAll(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const FREE = ['--port', '0', '--county-port', '0'] as const;

/** Exit 1, and one line with all of these words. */
function refused({ code, stderr }: Finished, ...words: string[]): void {
  expect(code, stderr).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  for (const word of words) expect(stderr).toContain(word);
}

function start(data: string, ...args: string[]): Promise<Finished> {
  return runCommand('start', '--data', join(folder, data), '--host', 'browser', ...args);
}

describe('a second npm start', () => {
  it('on the same folder names the folder, who has it, and --data', async () => {
    const second = await start('a', ...FREE);
    refused(second, join(folder, 'a'), `another terminal process (${demo.child.pid})`, '--data');
    expect(second.stderr).not.toContain('port');
  });

  it('with a taken port names the option of that port', async () => {
    const county = await start('b', '--port', '0', '--county-port', countyPort);
    refused(county, `port ${countyPort} is taken`, 'another --county-port');
    expect(county.stderr).not.toContain('another --port');
    const screen = await start('b', '--port', port, '--county-port', '0');
    refused(screen, `port ${port} is taken`, 'another --port');
    expect(screen.stderr).not.toContain('--county-port');
  });

  it('that is the first all over is told everything at once', async () => {
    const args = ['--port', port, '--county-port', countyPort];
    refused(await start('a', ...args), '--data', 'another --port', 'another --county-port');
  });

  it('with one port for both is told so', async () => {
    refused(await start('b', '--port', '7399', '--county-port', '7399'), '--port and --county-port');
  });

  it('touches nothing of the first, nor leaves a folder behind', async () => {
    expect((await fetch(demo.url + 'health')).status).toBe(200);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

describe('a part of the demo that cannot be started', () => {
  it('takes the parts before it down again', async () => {
    const data = join(folder, 'c');
    const free = createServer();
    free.listen(0, '127.0.0.1');
    await once(free, 'listening');
    const freePort = (free.address() as AddressInfo).port;
    await new Promise((resolve) => free.close(resolve));
    // The terminal's folder is a file: the last part fails, with county and line standing.
    const demoOf = () => startDemo({ data, countyPort: freePort, progress: () => undefined });
    const first = await demoOf();
    await first.stop();
    rmSync(join(data, 'terminal'), { recursive: true });
    writeFileSync(join(data, 'terminal'), '');
    await expect(demoOf()).rejects.toThrow('terminal');
    rmSync(join(data, 'terminal'));
    const again = await demoOf();
    await again.stop();
  });
});

describe('a second npm run kiosk', () => {
  const county = { url: 'http://127.0.0.1:9' };
  const config = (name: string): string => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ terminal: { name: '1 号机', dataDir: `./${name}` }, county }));
    return file;
  };

  it('on the same dataDir or port names the key or the option, and ends', async () => {
    const first = await startCommand('kiosk', 'kiosk', '--config', config('k1'), '--port', '0');
    try {
      const taken = new URL(first.url).port;
      const both = await runCommand('kiosk', '--config', config('k1'), '--port', taken);
      refused(both, `(${first.child.pid})`, 'terminal.dataDir', `port ${taken} is taken`, '--port');
      refused(await runCommand('kiosk', '--config', config('k2'), '--port', taken), `port ${taken} is taken`);
      refused(await runCommand('kiosk', '--config', config('k1'), '--port', '0'), 'terminal.dataDir');
    } finally {
      await first.stop();
    }
  });

  it('starts where one was killed, whatever number that left behind', async () => {
    const file = config('k3');
    const killed = spawn(process.execPath, ['app/terminal/cli/kiosk.ts', '--config', file, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(readFileSync(join(folder, 'k3', 'terminal.pid'), 'utf8').trim()).toBe(String(killed.pid));
    const next = await startCommand('kiosk', 'kiosk', '--config', file, '--port', '0');
    await next.stop();
    expect(next.child.exitCode).toBe(0);
  });
});
