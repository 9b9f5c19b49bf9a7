import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Finished } from './processes.ts';
import { runCommand, startCommand } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'songbai-bad-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: object | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const terminal = { name: '1 号机', dataDir: './data' };
const county = { url: 'http://127.0.0.1:9' };

/** Exit 2 and one line that names what and where. */
function refused({ code, stderr }: Finished, words: string): void {
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(words);
  expect(code).toBe(2);
}

it('a configuration that is wrong is one line, before anything is opened', async () => {
  refused(await runCommand('kiosk'), '--config is missing; write "npm run kiosk -- --config kiosk.json');
  refused(await runCommand('kiosk', '--config', join(folder, 'none.json')), 'cannot be read');
  refused(await runCommand('kiosk', '--config', write('a.json', '{')), 'not JSON');
  refused(
    await runCommand('kiosk', '--config', write('b.json', { terminal, county, extra: 1 })),
    'unknown key extra',
  );
  const wrongCa = { ...county, url: 'https://127.0.0.1:9', caFile: 'nowhere.pem' };
  refused(
    await runCommand('kiosk', '--config', write('c.json', { terminal, county: wrongCa })),
    'county.caFile',
  );
  const persona = { face: { engine: 'scripted', persona: 'napoleon' } };
  refused(
    await runCommand('kiosk', '--config', write('d.json', { terminal, county, devices: persona })),
    'devices.face.persona',
  );
  refused(await runCommand('kiosk', '--config', 'x', '--port', 'many'), '--port "many" is not a port');
});

it('a second kiosk on the same data is refused, the first goes on', async () => {
  const config = write('kiosk.json', { terminal, county, devices: {} });
  const first = await startCommand('kiosk', 'kiosk', '--config', config, '--port', '0');
  const second = await runCommand('kiosk', '--config', config, '--port', '0');
  expect(second.code).not.toBe(0);
  expect(second.stderr).toContain('in use by another terminal process');
  expect((await fetch(first.url)).status).toBe(200);
  await first.stop();
  expect(first.child.exitCode).toBe(0);
});
