import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from './hostile-client.ts';
import type { Running } from './processes.ts';
import { runCommand, startCommand } from './processes.ts';
import { openScreen } from './screen-client.ts';

/** Browser host and dock in one process, and somebody on the same machine who means them harm. */
const folder = mkdtempSync(join(tmpdir(), 'songbai-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startKiosk(): Promise<Running> {
  const config = join(folder, 'kiosk.json');
  const devices = {
    idCard: { driver: 'simulated' },
    receiptPrinter: { driver: 'simulated', columns: 48 },
    face: { engine: 'scripted', persona: 'cooperative' },
  };
  const terminal = { name: '1 号机', dataDir: './kiosk' };
  writeFileSync(config, JSON.stringify({ terminal, county: { url: 'http://127.0.0.1:9' }, devices }));
  return startCommand('kiosk', 'kiosk', '--config', config, '--host', 'browser', '--port', '0');
}

function startDemo(): Promise<Running> {
  const ports = ['--port', '0', '--county-port', '0'];
  return startCommand('start', 'kiosk', '--data', join(folder, 'demo'), '--host', 'browser', ...ports);
}

function dock(kiosk: Running, verb: string, body: object = {}): Promise<Response> {
  const url = new URL(kiosk.url);
  return fetch(`${url.origin}/dock/${verb}${url.search}`, { method: 'POST', body: JSON.stringify(body) });
}

/** Nobody has a county here, and the screen says so. */
async function kioskIsWell(kiosk: Running): Promise<void> {
  const screen = await openScreen(kiosk.url);
  await screen.until('out-of-service');
  screen.close();
}

/** A whole step of a visit: card on, name on the screen, and back. */
async function demoIsWell(kiosk: Running): Promise<void> {
  await dock(kiosk, 'idCard/remove');
  const screen = await openScreen(kiosk.url);
  await screen.until('home');
  expect((await dock(kiosk, 'idCard/place', { person: 'due' })).status).toBe(200);
  await screen.until('confirm-identity');
  screen.tap({ type: 'leave' });
  await dock(kiosk, 'idCard/remove');
  await screen.until('home');
  screen.close();
}

describe.each([
  ['kiosk', startKiosk, kioskIsWell, join(folder, 'kiosk')],
  ['demo', startDemo, demoIsWell, join(folder, 'demo')],
] as const)('the %s', (_name, start, isWell, data) => {
  let kiosk: Running;
  beforeAll(async () => {
    kiosk = await start();
  });
  afterAll(() => kiosk?.stop());

  const expectAlive = async (): Promise<void> => {
    expect(kiosk.child.exitCode, kiosk.output()).toBe(null);
    expect((await fetch(kiosk.url)).status).toBe(200);
    expect((await dock(kiosk, 'receiptPrinter/refill')).status).toBe(200);
    await isWell(kiosk);
  };

  it.each(['refused-upgrade-reset.cjs', 'dock-cut-short.cjs'])('goes on after %s', async (script) => {
    const { port } = new URL(kiosk.url);
    const args = [join('tests/fixtures/field', script), port];
    // It goes on for half a minute if it is let; one connection of it was enough once.
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 8_000 });
    expect(stdout).not.toContain('dead');
    await expectAlive();
  });

  it.each([1, 2, 3])('goes on after a thousand attacks, seed %i', async (seed) => {
    const { port, search } = new URL(kiosk.url);
    await attack({ port: Number(port), query: search }, seed, 1_000);
    await expectAlive();
  });

  it('has the refusals in an audit that is whole, and not a row for each', async () => {
    await kiosk.stop();
    expect(kiosk.child.exitCode).toBe(0);
    expect(kiosk.output()).not.toContain('unexpected');
    const { stdout, code } = await runCommand('audit', 'verify', '--data', data);
    expect(code).toBe(0);
    // Thousands were refused.
    expect(Number(/(\d+) audit rows/.exec(stdout)?.[1])).toBeLessThan(500);
  });
});
