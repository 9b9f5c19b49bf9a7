import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../app/terminal/build/screen.ts';
import { buildShell } from '../../app/terminal/build/shell.ts';
import { openAsar } from '../tools/release/asar.ts';
import { checkPackage, projectPackage } from '../tools/release/check-package.ts';
import { checkFuses } from '../tools/release/fuses.ts';
import { fakeProgram } from './fake-program.ts';

/**
 * The real electron-builder with the project's own configuration; only Electron's program is a fake that
 * carries the fuses. Everything else in the package is what a machine in a hall would get.
 */
const scratch = mkdtempSync(join(tmpdir(), 'songbai-package-'));
const folder = join(scratch, 'out', 'linux-unpacked');
const archive = join(folder, 'resources', 'app.asar');
let output = '';

beforeAll(async () => {
  await ensureScreen(() => undefined);
  await buildShell(SCREEN_DIST);
  const electron = join(scratch, 'electron');
  for (const name of ['resources', 'locales']) mkdirSync(join(electron, name), { recursive: true });
  for (const name of ['zh-CN', 'en-US', 'de']) writeFileSync(join(electron, 'locales', `${name}.pak`), '');
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(electron, name), '');
  const { version } = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8')) as {
    version: string;
  };
  writeFileSync(join(electron, 'version'), version);
  writeFileSync(join(electron, 'electron'), fakeProgram('111111010'), { mode: 0o755 });
  const args = [
    'node_modules/electron-builder/cli.js',
    '--linux',
    '--dir',
    `-c.electronDist=${electron}`,
    `-c.electronVersion=${version}`,
    `-c.directories.output=${join(scratch, 'out')}`,
  ];
  const env = { ...process.env, SONGBAI_COMMIT: '0123456789' };
  const made = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  output = `${made.stdout}${made.stderr}`;
}, 180_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the package', () => {
  it('passes its own check', async () => {
    const checked = await checkPackage(folder, 'songbai', projectPackage());
    expect(checked.ok ? [] : [...checked.error, output]).toEqual([]);
    expect(checked.ok && checked.value.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(checked.ok && checked.value.asarHeader).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has had its fuses set', async () => {
    expect(await checkFuses(join(folder, 'songbai'))).toEqual({ ok: true, value: undefined });
  });

  it('starts with the shell', () => {
    const asar = openAsar(archive);
    if (!asar.ok) throw new Error(asar.error);
    const { main } = JSON.parse(asar.value.read('package.json').toString('utf8')) as { main: string };
    expect(main).toBe('dist/shell/main.cjs');
  });

  it('serves the files of its own manifest, byte for byte', async () => {
    const { createHash } = await import('node:crypto');
    const asar = openAsar(archive);
    if (!asar.ok) throw new Error(asar.error);
    const manifest = JSON.parse(asar.value.read('dist/shell/manifest.json').toString('utf8')) as Record<
      string,
      { sha256: string }
    >;
    const served = Object.entries(manifest);
    expect(served.length).toBeGreaterThan(3);
    for (const [path, { sha256 }] of served) {
      const body = asar.value.read(`dist/screen${path}`);
      expect(createHash('sha256').update(body).digest('hex'), path).toBe(sha256);
    }
  });

  it('holds a terminal that runs with nothing else on the machine than Node', async () => {
    const asar = openAsar(archive);
    if (!asar.ok) throw new Error(asar.error);
    const away = join(scratch, 'away');
    for (const path of asar.value.paths) {
      mkdirSync(dirname(join(away, path)), { recursive: true });
      writeFileSync(join(away, path), asar.value.read(path));
    }
    const config = join(scratch, 'kiosk.json');
    const terminal = { name: '1 号机', dataDir: './data' };
    const county = { url: 'http://127.0.0.1:9', enrolmentCode: 'ABCD-EFGH-JKLM' };
    const devices = { receiptPrinter: { driver: 'escpos-serial', path: '/dev/ttyS99' } };
    writeFileSync(config, JSON.stringify({ terminal, county, devices }));
    const parent = `data:text/javascript,${encodeURIComponent(
      'process.parentPort = { on() {}, postMessage: (m) => process.send(m) };',
    )}`;
    const child = spawn(
      process.execPath,
      ['--import', parent, join(away, 'dist/terminal/utility.js'), '--config', config],
      { cwd: scratch, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    );
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    const first = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    expect(first, errors).toEqual([{ type: 'ready' }, undefined]);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
});

describe('the check of a package', () => {
  const copy = (): string => {
    const to = mkdtempSync(join(scratch, 'copy-'));
    cpSync(folder, to, { recursive: true });
    return to;
  };

  it('names a fuse that was turned back', async () => {
    const to = copy();
    writeFileSync(join(to, 'songbai'), fakeProgram('110011001'));
    const checked = await checkPackage(to, 'songbai', projectPackage());
    expect(checked.ok ? [] : checked.error).toEqual(['RunAsNode is on, must be off']);
  });

  it('names a development package inside', async () => {
    const checked = await checkPackage(folder, 'songbai', { devDependencies: { debug: '4.4.0' } });
    expect(checked.ok ? '' : checked.error.join('\n')).toContain('debug is for development only');
  });

  it('names a compiled module that the system could not load', async () => {
    const to = copy();
    rmSync(join(to, 'resources', 'app.asar.unpacked'), { recursive: true });
    const checked = await checkPackage(to, 'songbai', projectPackage());
    expect(checked.ok ? '' : checked.error.join('\n')).toContain('is inside the archive');
  });

  it('says so when there is no archive, or a broken one', async () => {
    const to = copy();
    writeFileSync(join(to, 'resources', 'app.asar'), 'not an archive, not at all');
    expect((await checkPackage(to, 'songbai', projectPackage())).ok).toBe(false);
    rmSync(join(to, 'resources', 'app.asar'));
    expect((await checkPackage(to, 'songbai', projectPackage())).ok).toBe(false);
  });
});

describe('the bill of materials', () => {
  it('lists what is shipped, by name and version, and no tool', { timeout: 120_000 }, () => {
    const args = ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx'];
    const { stdout } = spawnSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    const { components } = JSON.parse(stdout) as { components: { name: string; version: string }[] };
    const names = components.map(({ name, version }) => `${name}@${version}`);
    expect(names).toContain('better-sqlite3@13.2.0');
    for (const tool of ['electron-builder', 'vitest', 'vite', 'typescript']) {
      expect(names.some((name) => name.startsWith(`${tool}@`))).toBe(false);
    }
  });
});
