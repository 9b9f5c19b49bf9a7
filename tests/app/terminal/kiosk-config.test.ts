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
    expect(config.ok ? '' : config.error).toMatch(/kiosk\.json: \S.* holds half a character/);
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

  it.each<readonly [unknown, string]>([
    [{ terminal, county: { url: 'https://admin:geheim@county.example' } }, 'county.url: a name or password'],
    [{ terminal, county: { url: 'https://county.example/a' } }, 'county.url: nothing may follow the port'],
    [{ terminal, county: { url: 'https://county.example?x=1' } }, 'county.url: nothing may follow the port'],
    [{ terminal, county: { url: 'https://county.example/#' } }, 'county.url: nothing may follow the port'],
    [{ terminal, county: { url: 'https://county.example:0' } }, 'county.url: port 0'],
    [{ terminal, county: { url: 'https://county.example:99999' } }, 'county.url: this is no address'],
    [{ terminal, county: { url: 'county.example' } }, 'county.url: this is no address'],
    [{ terminal, county: { url: 'https:// county.example' } }, 'county.url: this is no address'],
    [{ terminal: { ...terminal, name: ' ' }, county }, 'terminal.name: " " cannot be; write the name'],
    [{ terminal: { ...terminal, name: 'x'.repeat(61) }, county }, 'terminal.name'],
    [{ terminal: { ...terminal, dataDir: 'a\u0000b' }, county }, 'terminal.dataDir'],
    [{ terminal, county: { ...county, caFile: '' } }, 'county.caFile: "" cannot be; write the path of a PEM'],
    [
      { terminal, county, devices: { face: { engine: 'scripted', persona: 'Nobody!' } } },
      'devices.face.persona: "Nobody!" cannot be; write a name from assets/demo/personas',
    ],
    [
      {
        terminal,
        county,
        devices: { idCard: { driver: 'sam-serial', path: '/dev/ttyS1', baudRate: 9600.5 } },
      },
      'devices.idCard.baudRate: 9600.5 cannot be; write a whole number',
    ],
    [
      { terminal, county, devices: { idCard: { driver: 'sam-serial', path: '/dev/ttyS1', baud: 1 } } },
      'unknown key devices.idCard.baud',
    ],
    [
      { terminal, county, devices: { idCard: { driver: 'simulated', socialCard: 1 } } },
      'unknown key devices.idCard.socialCard',
    ],
    [
      { terminal, county, devices: { idCard: 'sam-serial' } },
      'devices.idCard: "sam-serial" cannot be; write an object with driver',
    ],
    [{ terminal, county, devices: { face: {} } }, 'devices.face.engine is missing; add one of scripted'],
    ...[-1, 40, 48.5, '48', null, 1e300].map(
      (columns) =>
        [
          { terminal, county, devices: { receiptPrinter: { driver: 'escpos-tcp', host: 'h', columns } } },
          'cannot be; write 48 (80 mm paper) or 32 (58 mm)',
        ] as const,
    ),
    ...[0, -1, 65_536, 9100.5, '9100'].map(
      (port) =>
        [
          { terminal, county, devices: { receiptPrinter: { driver: 'escpos-tcp', host: 'h', port } } },
          `devices.receiptPrinter.port: ${JSON.stringify(port)} cannot be; write a whole number from 1 to 65535`,
        ] as const,
    ),
    ...['', ' ', 'h:9100', 'tcp://h', 'a b'].map(
      (host) =>
        [
          { terminal, county, devices: { receiptPrinter: { driver: 'escpos-tcp', host } } },
          'devices.receiptPrinter.host',
        ] as const,
    ),
    ['{ "county": {\n  "enrolmentCode": "ABCD-EFGH-JKLM" "x" } }', 'not JSON at line 2, column 37'],
  ])('%j: says what cannot be, and what to write', (content, words) => {
    const config = read(content);
    expect(config.ok ? '' : config.error).toContain(words);
    expect(config.ok ? '' : config.error).not.toMatch(/geheim|ABCD-EFGH/);
  });

  it.each(['geheim\n', 'geheim'.repeat(12), ['geheim']])('does not repeat a code: %j', (enrolmentCode) => {
    const config = read({ terminal, county: { ...county, enrolmentCode } });
    const words = config.ok ? '' : config.error;
    expect(words).toContain('county.enrolmentCode: this cannot be');
    expect(words).not.toContain('geheim');
  });

  const FULL = {
    terminal,
    county: { url: 'https://county.example:7320', enrolmentCode: 'ABCD-EFGH-JKLM', caFile: 'ca.pem' },
    devices: {
      idCard: { driver: 'sam-serial', path: '/dev/ttyS1', baudRate: 115200 },
      receiptPrinter: { driver: 'escpos-tcp', host: '192.0.2.10', port: 9100, columns: 48, endOfJob: 'gs-r' },
      face: { engine: 'scripted', persona: 'cooperative' },
    },
  };

  /** Every key of a full configuration, the sections and the whole included. */
  function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== 'object' || value === null) return [path];
    return [path, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]))];
  }

  function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
    if (key === undefined) return by;
    const there = value as Record<string, unknown>;
    return { ...there, [key]: replaced(there[key], rest, by) };
  }

  it('is understood when it is full', () => {
    expect(read(FULL).ok).toBe(true);
  });

  it("names the key and the fix for whatever stands there, and never in a parser's words", () => {
    const wrong = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        undefined,
        -1,
        0,
        1e21,
        0.5,
        '',
        ' ',
        '\n',
        '\u0000',
        '\ud800',
        'x'.repeat(400),
        [],
        {},
        null,
      ),
      fc.record(
        {
          driver: fc.string(),
          engine: fc.string(),
          url: fc.string(),
          name: fc.string(),
          __proto__: fc.string(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(FULL)), wrong, (path, value) => {
        const config = read(JSON.stringify(replaced(FULL, path, value) ?? null));
        if (config.ok) return;
        const error = config.error.slice(file.length + 2);
        // The key itself, or one below it.
        expect(error).toContain(path.join('.'));
        expect(error).toMatch(/write |add |remove |use /);
        expect(error).not.toMatch(
          /Invalid|Too (small|big)|expected|received|Unrecognized|pattern|undefined|NaN/,
        );
        expect(error).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect(error.length).toBeLessThan(400);
      }),
      { numRuns: 600 },
    );
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
