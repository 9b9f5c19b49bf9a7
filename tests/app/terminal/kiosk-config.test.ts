import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readKioskConfig } from '../../../app/terminal/config/kiosk-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'songbai-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'kiosk.json');

function read(content: unknown): ReturnType<typeof readKioskConfig> {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readKioskConfig(file);
}

const terminal = { name: '1 号机', dataDir: './data' };
const county = { url: 'http://127.0.0.1:7320' };

describe('kiosk.json', () => {
  it.each([
    { terminal: { ...terminal, name: '1 号\ud842' }, county },
    { terminal, county, devices: { idCard: { driver: 'sam-serial', path: '/dev/\udfb7' } } },
    { terminal, county, '\ud842': 1 },
  ])('refuses half a character wherever it stands: %j', (content) => {
    const config = read(content);
    expect(config).toMatchObject({ ok: false });
    expect(config.ok ? '' : config.error).toMatch(/kiosk\.json: holds half a character/);
  });

  it('takes paths from where the file lies, and fills in defaults', () => {
    const config = read({
      terminal,
      county: { url: 'https://county.example:7320', enrolmentCode: 'ABCD-EFGH-JKLM', caFile: 'ca.pem' },
      devices: {
        idCard: { driver: 'sam-serial', path: '/dev/ttyS1', baudRate: 115200 },
        receiptPrinter: { driver: 'escpos-tcp', host: '127.0.0.1' },
        face: { engine: 'scripted' },
      },
    });
    expect(config).toMatchObject({
      ok: true,
      value: {
        terminal: { dataDir: join(folder, 'data') },
        county: { caFile: join(folder, 'ca.pem') },
        devices: { receiptPrinter: { port: 9100, columns: 48 }, face: { persona: 'cooperative' } },
      },
    });
  });

  it('needs no devices', () => {
    expect(read({ terminal, county })).toMatchObject({ ok: true, value: { devices: {} } });
  });

  it.each([
    [{ terminal, county, printer: {} }, 'unknown key printer'],
    [{ terminal: { ...terminal, datadir: 'x' }, county }, 'unknown key terminal.datadir'],
    [{ terminal: { name: 'x' }, county }, 'terminal.dataDir is missing'],
    [{ terminal, county: { url: 7 } }, 'county.url'],
    [{ terminal, county: { url: 'http://county.example:7320' } }, 'use https:'],
    [{ terminal, county: { url: 'ftp://127.0.0.1' } }, 'county.url'],
    [{ terminal, county, devices: { idCard: { driver: 'sam-cereal', path: 'x' } } }, 'use one of sam-serial'],
    [{ terminal, county, devices: { idCard: { driver: 'sam-serial' } } }, 'devices.idCard.path is missing'],
    [
      { terminal, county, devices: { receiptPrinter: { driver: 'escpos-tcp', host: 'h', columns: 40 } } },
      'devices.receiptPrinter.columns',
    ],
    [{ terminal, county, devices: { face: { engine: 'guess' } } }, 'devices.face.engine'],
    [{ terminal, county, devices: { scanner: { driver: 'serial', path: 'x' } } }, 'devices.scanner'],
    ['{ "terminal": ', 'not JSON'],
    ['[]', 'kiosk.json'],
  ])('%j: names the key and the fix', (content, words) => {
    const config = read(content);
    expect(config.ok).toBe(false);
    if (!config.ok) {
      expect(config.error).toContain(words);
      expect(config.error).not.toContain('\n');
    }
  });

  it('says so when the file is not there', () => {
    expect(readKioskConfig(join(folder, 'none.json'))).toMatchObject({ ok: false });
  });

  it('answers any JSON with a value, never with an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const config = read(value);
        expect(typeof config.ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});
