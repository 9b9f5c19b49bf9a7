import { createServer } from 'node:net';
import iconv from 'iconv-lite';
import { afterEach, describe, expect, it } from 'vitest';
import { openReceiptPrinter } from '../../../devices/receipt-printer/open-receipt-printer.ts';
import { paperText } from '../../../devices/simulators/printer/paper.ts';
import { PrinterSimulator } from '../../../devices/simulators/printer/printer-simulator.ts';
import { listenPrinter } from '../../../devices/simulators/printer/tcp-server.ts';
import { systemClock } from '../../../shared/clock/system.ts';
import { RECEIPT } from './desk.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function printerAt(port: number) {
  const printer = openReceiptPrinter(
    { driver: 'escpos-tcp', host: '127.0.0.1', port, columns: 48 },
    { clock: systemClock, glyphs: { glyph: () => undefined } },
  );
  cleanups.push(() => printer.stop());
  return printer;
}

describe('over TCP', () => {
  it('prints on a simulated printer and closes cleanly', async () => {
    const simulator = new PrinterSimulator(systemClock);
    const server = await listenPrinter(simulator, 0, systemClock);
    cleanups.push(() => server.close());
    const printer = printerAt(server.port);
    printer.start();
    expect(await printer.print(RECEIPT)).toEqual({ ok: true, value: undefined });
    expect(paperText(simulator.paper)).toContain('有效期至 2027年10月');
  });

  it('prints on a peer that only answers DLE EOT and GS r and hangs up after each answer to GS r', async () => {
    const bytes: number[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        for (const byte of chunk) {
          bytes.push(byte);
          const [a, b] = bytes.slice(-3);
          if (a === 0x10 && b === 0x04) socket.write(Uint8Array.of(0x12));
          if (a === 0x1d && b === 0x72) socket.end(Uint8Array.of(0x00));
        }
      });
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    const printer = printerAt(port);
    printer.start();
    expect((await printer.print(RECEIPT)).ok).toBe(true);
    expect((await printer.print(RECEIPT)).ok).toBe(true);
    const text = iconv.decode(Buffer.from(bytes), 'gb18030');
    for (const words of [
      '回执',
      '9901202611230017',
      '有效期至 2027年10月',
      '认证成功',
      '李＊珍',
      '9901************14',
    ]) {
      expect(text.split(words).length - 1).toBeGreaterThanOrEqual(2);
    }
  });

  it('nobody listens: absent', async () => {
    const printer = printerAt(1);
    printer.start();
    expect(await printer.print(RECEIPT)).toMatchObject({
      ok: false,
      error: { kind: 'not-ready', status: { link: { kind: 'absent' } } },
    });
  });
});
