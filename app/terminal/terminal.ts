import { join } from 'node:path';
import { readPersonas } from '../../devices/camera/personas.ts';
import type { Devices } from '../../devices/registry/open-devices.ts';
import { openDevices } from '../../devices/registry/open-devices.ts';
import type { Kiosk } from '../../flows/contract/ports.ts';
import { createKiosk } from '../../flows/session/kiosk.ts';
import type { Clock, Random } from '../../shared/clock/clock.ts';
import { fontGlyphs } from '../../shared/documents/glyphs/font-glyphs.ts';
import type { CryptoProvider } from '../../shared/protocol/crypto.ts';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { KioskConfig } from './config/kiosk-config.ts';
import type { TerminalCountyLink } from './county-link/link.ts';
import { openCountyLink } from './county-link/link.ts';
import { SOFTWARE } from './software.ts';
import type { TerminalStore } from './store/open.ts';
import { openTerminalStore } from './store/open.ts';

export interface TerminalOptions {
  readonly config: KioskConfig;
  /** Folder `assets` of the program. */
  readonly assets: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  /** One line for a technician; never personal data. */
  readonly report: (line: string) => void;
}

/** A kiosk without its screen: devices, flows, store and line to the county, wired and owned here. */
export interface Terminal {
  readonly kiosk: Kiosk;
  readonly devices: Devices;
  readonly store: TerminalStore;
  readonly county: TerminalCountyLink;
  start(): void;
  /** Stops in the order in which nothing can be lost: screen, devices, line, store. Idempotent. */
  stop(): Promise<void>;
}

/** Whatever stands in the way is one line that names it and what to do. */
export function createTerminal(options: TerminalOptions): Result<Terminal, string> {
  const { config, assets, clock, random, crypto, report } = options;
  const personas = readPersonas(join(assets, 'demo', 'personas'));
  if (!personas.ok) return err(`assets/demo/personas: ${personas.error}`);
  const glyphs = fontGlyphs(join(assets, 'fonts', 'full'), oncePerLine(report, 'assets/fonts/full: '));
  const devices = openDevices(config.devices, {
    clock,
    random,
    glyphs,
    personas: personas.value,
    onUncovered: (count) =>
      report(`devices.receiptPrinter: characters of a slip that no font has, printed as boxes: ${count}`),
  });
  if (!devices.ok) return devices;
  const demo = devices.value.anySimulated;
  const { dataDir } = config.terminal;
  const store = openTerminalStore({ dataDir, crypto, clock, random, demo, report });
  if (!store.ok) return err(`terminal.dataDir: ${store.error.line}`);
  const county = openCountyLink({
    ...config.county,
    terminalName: config.terminal.name,
    software: SOFTWARE,
    store: store.value,
    crypto,
    clock,
    random,
    devices: () => deviceReport(devices.value),
  });
  if (!county.ok) {
    store.value.close();
    return county;
  }
  return ok(assemble(options, demo, devices.value, store.value, county.value, report));
}

/** A damaged file is the same news for every glyph in it. */
function oncePerLine(report: (line: string) => void, start: string): (detail: string) => void {
  const said = new Set<string>();
  return (detail) => {
    if (said.has(detail)) return;
    said.add(detail);
    report(`${start}${detail}; install the program again`);
  };
}

function assemble(
  { config, clock, random }: TerminalOptions,
  demo: boolean,
  devices: Devices,
  store: TerminalStore,
  county: TerminalCountyLink,
  report: (line: string) => void,
): Terminal {
  const kiosk = createKiosk({
    idCard: devices.idCard,
    printer: devices.printer,
    face: devices.face,
    county,
    journal: store.journal,
    clock,
    random,
    clockTrusted: () => store.clockQuality.read().quality === 'trusted',
    terminalName: config.terminal.name,
    demo,
  });
  let reported = '';
  const reportEnrolment = (): void => {
    const state = county.enrolment();
    const line = county.revoked() ? 'county: this terminal is revoked' : 'line' in state ? state.line : '';
    if (line !== reported && line !== '') report(line);
    reported = line;
  };
  let stopped: Promise<void> | undefined;
  return {
    kiosk,
    devices,
    store,
    county,
    start() {
      if (store.quarantined !== undefined) {
        report(
          `terminal.dataDir: the store was damaged and put aside as ${store.quarantined}; call a technician`,
        );
      }
      county.subscribe(() => {
        reportEnrolment();
        kiosk.refresh();
      });
      reportEnrolment();
      devices.start();
      kiosk.start();
      county.start();
    },
    stop() {
      stopped ??= (async () => {
        kiosk.stop();
        await devices.stop();
        await county.stop();
        store.close();
      })();
      return stopped;
    },
  };
}

/** Device states for the county's heartbeat: words, no numbers of anybody. */
function deviceReport(devices: Devices): { device: string; status: string }[] {
  const report: { device: string; status: string }[] = [];
  if (devices.idCard) report.push({ device: 'idCard', status: devices.idCard.status().kind });
  if (devices.printer) {
    const { link, paper, cover, fault } = devices.printer.status();
    report.push({
      device: 'receiptPrinter',
      status: `${link.kind}, paper ${paper}, cover ${cover}, fault ${fault}`,
    });
  }
  if (devices.face) report.push({ device: 'face', status: devices.face.status().kind });
  return report;
}
