import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Terminal } from '../../../app/terminal/terminal.ts';
import { createTerminal } from '../../../app/terminal/terminal.ts';
import type { DevicesConfig } from '../../../devices/registry/sections.ts';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import type { KioskView } from '../../../shared/view/view.ts';
import { RECEIPT } from '../../devices/receipt-printer/desk.ts';
import { playPrinter } from '../../e2e/peers/printer.ts';
import { answerSigned, serve } from './county-link/hostile.ts';
import { NOON, enrolmentOf, open, openEnrolled, setClock, temporaryDirectory } from './store/fixture.ts';

/** An installation without its fonts; only the personas are there. */
function withoutFonts(): string {
  const assets = temporaryDirectory();
  cpSync(join(import.meta.dirname, '../../../assets/demo'), join(assets, 'demo'), { recursive: true });
  return assets;
}

/** Enrolled, on simulated devices, with a county that nobody reaches. */
function terminal(
  assets: string,
  receiptPrinter: DevicesConfig['receiptPrinter'] = { driver: 'simulated', columns: 48 },
): { terminal: Terminal; lines: string[]; setWall: (at: number) => void } {
  const enrolled = openEnrolled({ clock: setClock() });
  enrolled.close();
  const lines: string[] = [];
  let wall = NOON;
  const made = createTerminal({
    config: {
      terminal: { name: '县社保大厅 1 号机', dataDir: enrolled.dataDir },
      county: { url: 'http://127.0.0.1:1' },
      devices: {
        idCard: { driver: 'simulated' },
        receiptPrinter,
        face: { engine: 'scripted', persona: 'cooperative' },
      },
    },
    assets,
    clock: { ...systemClock, now: () => wall },
    random: systemRandom,
    crypto: nodeCrypto,
    report: (line) => lines.push(line),
  });
  if (!made.ok) throw new Error(made.error);
  onTestFinished(() => made.value.stop());
  return { terminal: made.value, lines, setWall: (at) => (wall = at) };
}

function until({ kiosk }: Terminal, condition: (view: KioskView) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const cancel = kiosk.subscribe((view) => {
      if (!condition(view)) return;
      cancel();
      resolve();
    });
  });
}

test.each(['simulated', 'escpos-tcp'] as const)(
  'an installation without fonts prints boxes (%s), and a technician is told, of nobody by name',
  async (driver) => {
    const there = await playPrinter();
    onTestFinished(() => there.close());
    const { terminal: subject, lines } = terminal(
      withoutFonts(),
      driver === 'simulated'
        ? { driver, columns: 48 }
        : { driver, host: '127.0.0.1', port: there.port, columns: 48 },
    );
    subject.start();
    await until(subject, (view) => view.strip.key === 'offline');
    const slip = { ...RECEIPT, maskedName: '𫠊＊𬌗' };
    for (let i = 0; i < 2; i++)
      expect(await subject.devices.printer?.print(slip)).toMatchObject({ ok: true });
    expect(lines.filter((line) => line.startsWith('assets/fonts/full: ENOENT'))).toHaveLength(1);
    const boxes = lines.filter((line) => line.startsWith('devices.receiptPrinter: '));
    expect(boxes).toHaveLength(2);
    expect(boxes[0]).toMatch(/: 2$/);
    expect(lines.join('\n')).not.toMatch(/𫠊|𬌗|2b80a|2c317/i);
  },
);

test('a clock that stands before what was written is said on the screen', async () => {
  const { terminal: subject, setWall } = terminal(join(import.meta.dirname, '../../../assets'));
  subject.start();
  await until(subject, (view) => view.strip.key === 'offline');
  setWall(NOON - 3_600_000);
  await until(subject, (view) => view.strip.key === 'clock-untrusted');
  setWall(NOON);
  await until(subject, (view) => view.strip.key === 'offline');
});

test('a disk that is full at the start is said on the screen, and the machine goes on by itself when there is room', async () => {
  const enrolled = openEnrolled({ clock: setClock() });
  enrolled.close();
  const { dataDir } = enrolled;
  // Marks are written at each start: /dev/full has no room for them.
  const draft = join(dataDir, 'terminal.marks.new');
  symlinkSync('/dev/full', draft);
  rmSync(join(dataDir, 'terminal.marks'));
  rmSync(join(dataDir, 'terminal.db'));
  rmSync(join(dataDir, 'terminal.key'));
  const lines: string[] = [];
  let retry: () => void = () => undefined;
  const made = createTerminal({
    config: { terminal: { name: '1 号机', dataDir }, county: { url: 'http://127.0.0.1:1' }, devices: {} },
    assets: join(import.meta.dirname, '../../../assets'),
    clock: {
      ...systemClock,
      after(ms, callback) {
        if (ms !== 5000) return systemClock.after(ms, callback);
        retry = callback;
        return () => undefined;
      },
    },
    random: systemRandom,
    crypto: nodeCrypto,
    report: (line) => lines.push(line),
  });
  if (!made.ok) throw new Error(made.error);
  onTestFinished(() => made.value.stop());
  made.value.start();
  const reason = (): string | undefined => {
    const view = made.value.kiosk.view();
    return view.screen === 'out-of-service' ? view.reason : undefined;
  };
  expect(reason()).toBe('disk');
  made.value.note('screen-refused', { cause: 'nobody writes it down' });
  expect(lines).toEqual([
    expect.stringMatching(/^terminal\.dataDir: no space left: .*; out of service, trying again$/),
  ]);
  retry();
  expect(reason()).toBe('disk');
  expect(lines).toHaveLength(1);
  rmSync(draft);
  retry();
  await until(made.value, (view) => view.screen === 'out-of-service' && view.reason === 'not-enrolled');
});

test('a store that needs a person is a line, not a screen', () => {
  const dataDir = join(temporaryDirectory(), 'file');
  writeFileSync(dataDir, '');
  const made = createTerminal({
    config: { terminal: { name: '1 号机', dataDir }, county: { url: 'http://127.0.0.1:1' }, devices: {} },
    assets: join(import.meta.dirname, '../../../assets'),
    clock: systemClock,
    random: systemRandom,
    crypto: nodeCrypto,
    report: () => undefined,
  });
  expect(made).toMatchObject({ ok: false, error: expect.stringMatching(/^terminal\.dataDir: .*EEXIST/) });
});

test('a machine that lost its store opens again by itself, once the county has been told', async () => {
  const countySigner = nodeCrypto.generateKey().signer;
  const dataDir = temporaryDirectory();
  const before = open({ dataDir });
  before.enrolment.save(enrolmentOf({ countyKey: countySigner.publicKey }));
  before.close();
  rmSync(join(dataDir, 'terminal.db'));
  const beats: unknown[] = [];
  const { url } = await serve((request, response, body) => {
    if (request.url?.endsWith('/heartbeat') === true) {
      beats.push(JSON.parse(body.toString('utf8')));
      return answerSigned(request, response, countySigner, { body: { highestSequence: 0, now: NOON } });
    }
    return answerSigned(request, response, countySigner, { body: { cursor: '', now: NOON } });
  });
  const made = createTerminal({
    config: { terminal: { name: '1 号机', dataDir }, county: { url }, devices: {} },
    assets: join(import.meta.dirname, '../../../assets'),
    // The look at the store's health; all else takes its time.
    clock: {
      ...systemClock,
      after: (ms, callback) => systemClock.after(ms === 2000 ? 20 : ms, callback),
    },
    random: systemRandom,
    crypto: nodeCrypto,
    report: () => undefined,
  });
  if (!made.ok) throw new Error(made.error);
  onTestFinished(() => made.value.stop());
  made.value.start();
  const view = made.value.kiosk.view();
  expect(view).toMatchObject({ screen: 'out-of-service', reason: 'store-damaged', nearest: '县社保大厅' });
  await until(made.value, ({ screen }) => screen === 'home');
  expect(beats[0]).toMatchObject({
    devices: [
      { device: 'store', status: expect.stringMatching(/^damaged: \d+ of \d+ audit rows unreadable$/) },
    ],
    audit: { sequence: expect.any(Number) },
  });
});
