import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceiptPrinter } from '../../../devices/contract/receipt-printer.ts';
import { openReceiptPrinter } from '../../../devices/receipt-printer/open-receipt-printer.ts';
import { paperText } from '../../../devices/simulators/printer/paper.ts';
import { PrinterSimulator } from '../../../devices/simulators/printer/printer-simulator.ts';
import { serialPort } from '../../../devices/transport/serial.ts';
import { systemClock } from '../../../shared/clock/system.ts';
import { hasSocat, openPtyPair, type PtyPair } from '../transport/pty.ts';
import { RECEIPT } from './desk.ts';

/** The driver as it is configured for a real port, on a real pseudo-terminal, in real time. */
describe.skipIf(!hasSocat())('a printer on a serial port', () => {
  let pair: PtyPair;
  let printer: ReceiptPrinter;
  let simulator: PrinterSimulator;
  beforeEach(async () => {
    pair = await openPtyPair();
    simulator = new PrinterSimulator(systemClock);
    const device = await serialPort({ path: pair.deviceEnd, baudRate: 115_200 }, systemClock).open();
    if (!device.ok) throw new Error(device.error.detail);
    simulator.serve(device.value);
    printer = openReceiptPrinter(
      { driver: 'escpos-serial', path: pair.driverEnd, baudRate: 115_200, columns: 32 },
      { clock: systemClock, glyphs: { glyph: () => undefined } },
    );
    printer.start();
  });
  afterEach(async () => {
    await printer.stop();
    await pair.unplug();
  });

  it('prints and hears the confirmation', async () => {
    expect(await printer.print(RECEIPT)).toEqual({ ok: true, value: undefined });
    expect(paperText(simulator.paper)).toContain('9901202611230017');
  });

  it('names paper that runs out in the middle', async () => {
    simulator.accidentAfter(300, { paper: 'out' });
    expect(await printer.print(RECEIPT)).toMatchObject({
      ok: false,
      error: { kind: 'interrupted', status: { paper: 'out' } },
    });
  });

  it('an unplugged port is absent', async () => {
    await printer.refresh();
    await pair.unplug();
    expect(await printer.print(RECEIPT)).toMatchObject({ ok: false, error: { kind: 'not-ready' } });
    expect(printer.status().link.kind).toBe('absent');
  });
});
