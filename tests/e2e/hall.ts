import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PlayedReader } from './peers/card-reader.ts';
import { playCardReader } from './peers/card-reader.ts';
import type { PlayedPrinter } from './peers/printer.ts';
import { playPrinter } from './peers/printer.ts';
import { openPty } from './peers/pty.ts';
import type { Running } from './processes.ts';
import { runCommand, startCommand } from './processes.ts';

/** A county office, a hall and its machine: real processes, played devices, one folder for all of it. */
export interface Hall {
  readonly folder: string;
  readonly db: string;
  readonly dataDir: string;
  readonly reader: PlayedReader;
  readonly printer: PlayedPrinter;
  readonly kiosk: Running;
  startCounty(): Promise<void>;
  stopCounty(): Promise<void>;
  startKiosk(): Promise<Running>;
  /** Rows of `county export certifications`, header left out. */
  certifications(): Promise<string[][]>;
  close(): Promise<void>;
}

const PERSONS_HEADER =
  'id_number,name,household,area_code,phone,status,special_group,ssc_number,bank_account,benefit_start,certified_through';

const SERVE_TLS = [
  '--tls-cert',
  'tests/fixtures/tls/county.pem',
  '--tls-key',
  'tests/fixtures/tls/county.key',
];

export interface HallOptions {
  /** Rows of persons.csv. */
  readonly persons: readonly string[];
  readonly persona?: string;
  /** Serve the county over TLS, and trust this authority (a file in tests/fixtures/tls). */
  readonly tls?: { readonly trust: string };
}

export async function openHall({ persons, persona = 'cooperative', tls }: HallOptions): Promise<Hall> {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-hall-'));
  const db = `sqlite:${join(folder, 'county.db')}`;
  const dataDir = join(folder, 'data');
  const csv = join(folder, 'persons.csv');
  writeFileSync(csv, `${[PERSONS_HEADER, ...persons].join('\n')}\n`);
  const imported = await runCommand('county', 'import', 'persons', csv, '--db', db);
  if (imported.code !== 0) throw new Error(`import: ${imported.stdout}${imported.stderr}`);
  const enrolment = await runCommand('county', 'enrol-terminal', '--name', '1 号机', '--db', db);
  const enrolmentCode = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(enrolment.stdout)?.[0];

  const serve = (port: string): Promise<Running> =>
    startCommand(
      'county',
      'county',
      'serve',
      '--db',
      db,
      '--demo',
      '--port',
      port,
      ...(tls === undefined ? [] : SERVE_TLS),
    );
  let county = await serve('0');
  const countyPort = new URL(county.url).port;
  const cable = await openPty(join(folder, 'reader-host'), join(folder, 'reader-device'));
  const reader = await playCardReader(cable.far);
  const printer = await playPrinter();
  const config = join(folder, 'kiosk.json');
  writeFileSync(
    config,
    JSON.stringify({
      terminal: { name: '1 号机', dataDir: './data' },
      county: {
        url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${countyPort}`,
        enrolmentCode,
        ...(tls === undefined ? {} : { caFile: resolve('tests/fixtures/tls', tls.trust) }),
      },
      devices: {
        idCard: { driver: 'sam-serial', path: cable.near, baudRate: 115200 },
        receiptPrinter: { driver: 'escpos-tcp', host: '127.0.0.1', port: printer.port, columns: 48 },
        face: { engine: 'scripted', persona },
      },
    }),
  );
  const launch = (): Promise<Running> =>
    startCommand('kiosk', 'kiosk', '--config', config, '--host', 'browser', '--port', '0');
  let kiosk = await launch();

  return {
    folder,
    db,
    dataDir,
    reader,
    printer,
    get kiosk() {
      return kiosk;
    },
    async startCounty() {
      county = await serve(countyPort);
    },
    stopCounty: () => county.stop(),
    async startKiosk() {
      kiosk = await launch();
      return kiosk;
    },
    async certifications() {
      const { stdout } = await runCommand('county', 'export', 'certifications', '--db', db);
      return stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
    },
    async close() {
      await kiosk.stop();
      await county.stop();
      await reader.close();
      await cable.close();
      await printer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
