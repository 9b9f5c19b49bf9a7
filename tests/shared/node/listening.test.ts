import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holderOfPort, listenProblem } from '../../../shared/node/listening.ts';

let proc: string;
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'songbai-proc-'));
});
afterEach(() => rmSync(proc, { recursive: true, force: true }));

/** A /proc in which process 4711 has the socket with inode 990. */
function fill(cmdline: string, state = '0A'): void {
  mkdirSync(join(proc, 'net'));
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const row = `   0: 0100007F:1C98 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 990 1 0`;
  writeFileSync(join(proc, 'net', 'tcp'), `${head}\n${row}\n`);
  mkdirSync(join(proc, '4711', 'fd'), { recursive: true });
  writeFileSync(join(proc, '4711', 'cmdline'), cmdline);
  writeFileSync(join(proc, '4711', 'comm'), 'something\n');
  symlinkSync('/dev/null', join(proc, '4711', 'fd', '0'));
  symlinkSync('socket:[990]', join(proc, '4711', 'fd', '19'));
}

const taken = Object.assign(new Error('listen'), { code: 'EADDRINUSE' });
/** 0x1C98 */
const PORT = 7320;

describe('who holds a port', () => {
  it('is named by program, script and number, never by its other arguments', () => {
    fill(
      '/usr/bin/node\0--enable-source-maps\0/opt/songbai/county.ts\0serve\0--db\0postgres://u:geheim@h/d\0',
    );
    expect(holderOfPort(PORT, proc)).toBe('node county.ts (pid 4711)');
    expect(listenProblem(taken, `port ${PORT}`, PORT, '--county-port', proc)).toBe(
      'port 7320 is taken by node county.ts (pid 4711); choose another --county-port, or 0 for a free one',
    );
  });

  it('is a program without script, or what the kernel calls it', () => {
    fill('/usr/sbin/nginx\0-g\0daemon off;\0');
    expect(holderOfPort(PORT, proc)).toBe('nginx (pid 4711)');
    writeFileSync(join(proc, '4711', 'cmdline'), '');
    expect(holderOfPort(PORT, proc)).toBe('something (pid 4711)');
  });

  it('is nobody where a connection uses the number, where another port is asked for, or nothing is told', () => {
    expect(holderOfPort(PORT, proc)).toBeUndefined();
    fill('/usr/bin/node\0', '01');
    expect(holderOfPort(PORT, proc)).toBeUndefined();
    expect(holderOfPort(7321, proc)).toBeUndefined();
    expect(listenProblem(taken, 'port 7320', PORT, '--port', proc)).toBe(
      'port 7320 is taken; choose another --port, or 0 for a free one',
    );
  });

  it.runIf(process.platform === 'linux')('is this process for a port of its own', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(holderOfPort((server.address() as AddressInfo).port)).toMatch(
      new RegExp(` \\(pid ${process.pid}\\)$`),
    );
    server.close();
  });
});

it('other refusals of listen have their own words, or none', () => {
  const denied = Object.assign(new Error('listen'), { code: 'EACCES' });
  expect(listenProblem(denied, 'port 80', 80, '--port')).toBe(
    'port 80 needs more rights; choose --port above 1023',
  );
  expect(listenProblem(new Error('else'), 'port 80', 80, '--port')).toBeUndefined();
});
