import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayedReader } from './peers/card-reader.ts';
import { playCardReader } from './peers/card-reader.ts';
import type { PlayedPrinter } from './peers/printer.ts';
import { playPrinter } from './peers/printer.ts';
import type { PtyPair } from './peers/pty.ts';
import { haveSocat, openPty } from './peers/pty.ts';
import { runCommand } from './processes.ts';

let folder: string;
let cable: PtyPair;
let reader: PlayedReader;
let printer: PlayedPrinter;

function write(devices: object): string {
  const file = join(folder, 'kiosk.json');
  const config = {
    terminal: { name: '1 号机', dataDir: './data' },
    county: { url: 'http://127.0.0.1:9' },
    devices,
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe.runIf(haveSocat())('npm run doctor', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'songbai-doctor-'));
    cable = await openPty(join(folder, 'host'), join(folder, 'device'));
    reader = await playCardReader(cable.far);
    printer = await playPrinter();
  });
  afterAll(async () => {
    await reader.close();
    await cable.close();
    await printer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const all = (): object => ({
    idCard: { driver: 'sam-serial', path: cable.near, baudRate: 115200 },
    receiptPrinter: { driver: 'escpos-tcp', host: '127.0.0.1', port: printer.port, columns: 48 },
    face: { engine: 'scripted' },
  });

  it('passes every configured device and prints a test slip, county or no county', async () => {
    const { code, stdout } = await runCommand('doctor', '--config', write(all()));
    expect(stdout).toContain('ok  idCard: answers');
    expect(stdout).toContain('ok  receiptPrinter:');
    expect(stdout).toContain('ok  face:');
    expect(stdout).toContain('county: http://127.0.0.1:9 does not answer');
    expect(code).toBe(0);
    expect(printer.text()).toContain('打印机测试');
  });

  it('fails for a printer without paper, and says so', async () => {
    printer.setPaper('out');
    const { code, stdout, stderr } = await runCommand('doctor', '--config', write(all()), 'receiptPrinter');
    printer.setPaper('ok');
    expect(stdout).toMatch(/NO {2}receiptPrinter: .*paper out/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('fails for a port that is not there', async () => {
    const config = write({
      idCard: { driver: 'sam-serial', path: join(folder, 'nowhere'), baudRate: 115200 },
    });
    const { code, stdout } = await runCommand('doctor', '--config', config, '--json');
    const findings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { subject: string; verdict: string });
    expect(findings).toContainEqual(expect.objectContaining({ subject: 'idCard', verdict: 'fail' }));
    expect(code).toBe(1);
  });

  it('refuses a device without a section', async () => {
    expect(await runCommand('doctor', '--config', write({}), 'idCard')).toMatchObject({ code: 2 });
  });
});
