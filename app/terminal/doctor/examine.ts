import { join } from 'node:path';
import { readPersonas } from '../../../devices/camera/personas.ts';
import type { FaceSource } from '../../../devices/contract/face-source.ts';
import type { IdCardReader } from '../../../devices/contract/id-card-reader.ts';
import type { ReceiptPrinter } from '../../../devices/contract/receipt-printer.ts';
import { isReady } from '../../../devices/receipt-printer/status-bytes.ts';
import type { LinkStatus } from '../../../devices/contract/status.ts';
import { openDevices } from '../../../devices/registry/open-devices.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import { dateOf, timeOfDay } from '../../../shared/dates/month.ts';
import { fontGlyphs } from '../../../shared/documents/glyphs/font-glyphs.ts';
import { maskName } from '../../../shared/identity/mask.ts';
import type { KioskConfig } from '../config/kiosk-config.ts';
import { openHttp } from '../county-link/http.ts';
import { checkCountyFiles } from '../county-link/link.ts';

/** One sentence about one thing. `note` is for what does not decide. */
export interface Finding {
  readonly subject: string;
  readonly verdict: 'pass' | 'fail' | 'note';
  readonly words: string;
}

export interface Bench {
  readonly assets: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Examine this device only. */
  readonly only: string | undefined;
  /** Wait for a person to put a card down. */
  readonly interactive: boolean;
  readonly prompt: (line: string) => void;
}

/** Longest wait for a device to say what it is, ms: covers the probing of five baud rates. */
const SETTLE_MS = 12_000;
const CARD_MS = 30_000;

/** Opens every configured device in turn; each ends in at least one `pass` or `fail`. */
export async function* examineDevices(config: KioskConfig, bench: Bench): AsyncGenerator<Finding> {
  const personas = readPersonas(join(bench.assets, 'demo', 'personas'));
  if (!personas.ok) throw new Error(personas.error);
  const devices = openDevices(config.devices, {
    clock: bench.clock,
    random: bench.random,
    glyphs: fontGlyphs(join(bench.assets, 'fonts', 'full')),
    personas: personas.value,
  });
  if (!devices.ok) {
    yield { subject: 'devices', verdict: 'fail', words: devices.error };
    return;
  }
  const { idCard, printer, face } = devices.value;
  const wanted = (name: string): boolean => bench.only === undefined || bench.only === name;
  devices.value.start();
  try {
    if (idCard !== undefined && wanted('idCard')) yield* examineReader(idCard, bench);
    if (printer !== undefined && wanted('receiptPrinter')) yield* examinePrinter(printer, config, bench);
    if (face !== undefined && wanted('face')) yield await examineFace(face, bench);
  } finally {
    await devices.value.stop();
  }
}

async function* examineReader(reader: IdCardReader, bench: Bench): AsyncGenerator<Finding> {
  const subject = 'idCard';
  yield { subject, verdict: 'note', words: reader.capability.model };
  const status = await settled(
    () => reader.status(),
    (changed) => reader.subscribe(changed),
    bench.clock,
  );
  yield { subject, verdict: status.kind === 'ready' ? 'pass' : 'fail', words: linkWords(status) };
  if (status.kind !== 'ready' || !bench.interactive) return;
  bench.prompt('put a card on the reader …');
  yield await cardFinding(reader, bench.clock);
}

function cardFinding(reader: IdCardReader, clock: Clock): Promise<Finding> {
  const subject = 'idCard test read';
  return new Promise((resolve) => {
    const end = (finding: Finding): void => {
      cancel();
      unsubscribe();
      resolve(finding);
    };
    const cancel = clock.after(CARD_MS, () =>
      end({ subject, verdict: 'fail', words: 'no card came in 30 s' }),
    );
    const unsubscribe = reader.subscribe((event) => {
      if (event.type === 'read') {
        const { kind, name, validTo } = event.card;
        end({ subject, verdict: 'pass', words: `${kind} ${maskName(name)}, valid to ${validTo}` });
      } else if (event.type === 'read-failed') {
        end({ subject, verdict: 'fail', words: event.fault });
      }
    });
  });
}

async function* examinePrinter(
  printer: ReceiptPrinter,
  { terminal }: KioskConfig,
  { clock }: Bench,
): AsyncGenerator<Finding> {
  const subject = 'receiptPrinter';
  const { model, columns } = printer.capability;
  yield { subject, verdict: 'note', words: `${model}, ${columns} columns` };
  const link = await settled(
    () => printer.status().link,
    (changed) => printer.subscribe(changed),
    clock,
  );
  if (link.kind !== 'ready') {
    yield { subject, verdict: 'fail', words: linkWords(link) };
    return;
  }
  const { paper, cover, fault } = await printer.refresh();
  yield { subject, verdict: 'note', words: `paper ${paper}, cover ${cover}, fault ${fault}` };
  const now = clock.now();
  const printed = await printer.print({
    kind: 'test',
    countyName: '松柏',
    terminalName: terminal.name,
    lines: ['打印机测试', `${dateOf(now)} ${timeOfDay(now)}`, '生僻字：䶮 𠮷 𬺰', '0123456789 ABCabc'],
  });
  if (printed.ok)
    yield { subject, verdict: 'pass', words: 'a test slip was printed and confirmed by the printer' };
  else {
    const { status } = printed.error;
    const state = `${linkWords(status.link)}, paper ${status.paper}, cover ${status.cover}, fault ${status.fault}`;
    // Well, with paper, and still no word of the end: the one thing that this printer cannot say.
    const mute = printed.error.kind === 'interrupted' && isReady(status);
    yield {
      subject,
      verdict: 'fail',
      words: mute
        ? 'the printer never confirmed the end of the test slip (GS r); if the slip came out whole, write "profile": {"endOfJob": "status"} into devices.receiptPrinter'
        : `the test slip did not come out (${printed.error.kind}): ${state}`,
    };
    if (!mute) return;
  }
  yield {
    subject,
    verdict: 'note',
    words:
      'look at the slip: text like (k1A2 in place of the square code wants "profile": {"qr": "raster"}; signs in place of Chinese want "chinese"; no cut wants "cut" (gs-v-0, gs-v-1, esc-i, esc-m, none)',
  };
}

function examineFace(face: FaceSource, { clock }: Bench): Promise<Finding> {
  const subject = 'face';
  return new Promise((resolve) => {
    let frames = 0;
    const stop = face.observe(() => {
      frames += 1;
    });
    face.prompt('look');
    clock.after(1500, () => {
      stop();
      const words = `${face.capability.engine}, ${frames} observations in 1.5 s`;
      resolve({ subject, verdict: frames > 0 ? 'pass' : 'fail', words });
    });
  });
}

/** County, its clock and certificate: told, not judged. */
export async function examineCounty(config: KioskConfig, clock: Clock): Promise<readonly Finding[]> {
  const subject = 'county';
  const files = checkCountyFiles(config.county);
  if (!files.ok) return [{ subject, verdict: 'note', words: files.error }];
  const http = openHttp(config.county.url, config.county.caFile, clock);
  if (!http.ok) return [{ subject, verdict: 'note', words: http.error }];
  try {
    const answer = await http.value.exchange({
      method: 'GET',
      path: '/health',
      headers: {},
      body: new Uint8Array(0),
      timeoutMs: 5000,
    });
    if (!answer.ok)
      return [{ subject, verdict: 'note', words: `${config.county.url} does not answer: ${answer.error}` }];
    const theirs = Date.parse(answer.value.header('date') ?? '');
    const offset = Math.round((theirs - clock.now()) / 1000);
    const words = `${config.county.url} answers with ${answer.value.status}`;
    const findings: Finding[] = [{ subject, verdict: 'note', words }];
    if (Number.isFinite(offset)) {
      const tell =
        Math.abs(offset) <= 300 ? 'agrees' : `is ${Math.abs(offset)} s off; set it, records are marked`;
      findings.push({ subject: 'clock', verdict: 'note', words: `this machine's clock ${tell}` });
    }
    return findings;
  } finally {
    await http.value.close();
  }
}

function linkWords(status: LinkStatus): string {
  switch (status.kind) {
    case 'ready':
      return status.slowMs === undefined
        ? 'answers'
        : `answers, and is slow: ${status.slowMs / 1000} s an answer; cards are read all the same`;
    case 'starting':
      return 'has not answered yet';
    case 'no-answer':
      return 'the port opens and nothing answers: check power, cable and baud rate';
    case 'absent':
      return 'the port is not there: plug the device in or correct the path';
    case 'refused':
      return `the port may not be opened: ${status.detail}`;
    case 'broken':
      return `the device reports a defect: ${status.detail}`;
  }
}

/** The status once it is more than `starting`, or whatever it is after a while. */
function settled(
  read: () => LinkStatus,
  subscribe: (changed: () => void) => () => void,
  clock: Clock,
): Promise<LinkStatus> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      unsubscribe();
      resolve(read());
    };
    const look = (): void => {
      // Only a device that may still find its voice is waited for.
      const { kind } = read();
      if (kind !== 'starting' && kind !== 'no-answer') end();
    };
    const cancel = clock.after(SETTLE_MS, end);
    const unsubscribe = subscribe(look);
    look();
  });
}
