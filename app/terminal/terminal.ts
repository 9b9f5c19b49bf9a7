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
import type { Memory } from './memory.ts';
import { openMemory } from './memory.ts';

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
  /** Appends to the audit log; lost while the disk does not let the store be opened. */
  note(event: string, details?: Readonly<Record<string, string | number | boolean>>): void;
  start(): void;
  /** Stops in the order in which nothing can be lost: screen, devices, line, store. Idempotent. */
  stop(): Promise<void>;
}

/** Whatever stands in the way is one line that names it and what to do. */
export function createTerminal(options: TerminalOptions): Result<Terminal, string> {
  const { config, assets, clock, random, report } = options;
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
  const memory = openMemory({ ...options, demo, devices: () => deviceReport(devices.value) });
  if (!memory.ok) return memory;
  return ok(assemble(options, demo, devices.value, memory.value));
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
  memory: Memory,
): Terminal {
  const kiosk = createKiosk({
    idCard: devices.idCard,
    printer: devices.printer,
    face: devices.face,
    county: memory.county,
    journal: memory.journal,
    // What people read is dated by the right time, wherever the machine's own clock stands.
    clock: { ...clock, now: memory.now },
    random,
    clockTrusted: memory.clockTrusted,
    terminalName: config.terminal.name,
    demo,
  });
  let stopped: Promise<void> | undefined;
  return {
    kiosk,
    devices,
    note: (event, details) => memory.journal.note(event, details),
    start() {
      devices.start();
      kiosk.start();
      memory.start(() => kiosk.refresh());
    },
    stop() {
      stopped ??= (async () => {
        kiosk.stop();
        await devices.stop();
        await memory.stop();
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
