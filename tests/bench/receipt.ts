import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';
import peerPackage from 'node-thermal-printer';
import { EscposReader } from '../../devices/simulators/printer/escpos-reader.ts';
import { textOf } from '../../devices/simulators/printer/paper.ts';
import { encodeReceipt, encodeSlip } from '../../shared/documents/escpos.ts';
import { fontGlyphs } from '../../shared/documents/glyphs/font-glyphs.ts';
import { layOut } from '../../shared/documents/lay-out.ts';
import type { SlipLine, TextLine } from '../../shared/documents/slip.ts';
import { ORDINARY } from '../shared/documents/receipts.ts';
import { type BenchRow, median } from './row.ts';

const { ThermalPrinter, PrinterTypes, CharacterSet } = peerPackage;
const ITERATIONS = 2000;
const ROUNDS = 5;

/** One for all rounds: making it is not what is measured. */
const printer = new ThermalPrinter({
  type: PrinterTypes.TANCA,
  characterSet: CharacterSet.CHINA,
  width: 48,
  interface: 'tcp://127.0.0.1',
});

/** The same lines, sizes, alignment, QR and cut through node-thermal-printer. */
function byPeer(lines: readonly SlipLine[]): Buffer {
  printer.clear();
  for (const line of lines) {
    switch (line.kind) {
      case 'text':
        if (line.align === 'center') printer.alignCenter();
        else printer.alignLeft();
        printer.setTextSize(line.height - 1, line.width - 1);
        printer.bold(line.bold);
        printer.println(line.text);
        break;
      case 'rule':
        printer.setTextSize(0, 0);
        printer.drawLine();
        break;
      case 'gap':
        printer.newLine();
        break;
      case 'qr':
        printer.printQR(line.content, { cellSize: 6 });
        break;
      case 'cut':
        printer.cut();
        break;
    }
  }
  return printer.getBuffer();
}

/** Lines whose text does not stand in `bytes`, read as GB 18030. */
function missing(bytes: Uint8Array, lines: readonly TextLine[]): number {
  const text = iconv.decode(Buffer.from(bytes), 'gb18030');
  return lines.filter((line) => !text.includes(line.text)).length;
}

/** Rare characters that a printer prints as `?`. */
function questionMarks(encode: (lines: readonly SlipLine[]) => Uint8Array): number {
  const text = '䶮𠮷𪚥㛃𠅤';
  let rest = encode([{ kind: 'text', text, align: 'left', width: 1, height: 1, bold: false }]);
  const reader = new EscposReader();
  let marks = 0;
  for (;;) {
    const piece = reader.step(rest);
    if (piece === undefined) return marks;
    rest = rest.subarray(piece.used);
    if (piece.effect.kind === 'print') marks += textOf(piece.effect.item).split('?').length - 1;
  }
}

function time(work: () => void): number {
  const began = performance.now();
  for (let i = 0; i < ITERATIONS; i += 1) work();
  return ((performance.now() - began) * 1000) / ITERATIONS;
}

/** Receipt to printer bytes: layout and encoding against the peer's encoding alone. */
export async function receipt(): Promise<BenchRow[]> {
  const glyphs = fontGlyphs(fileURLToPath(new URL('../../assets/fonts/full', import.meta.url)));
  const lines = layOut(ORDINARY, 48);
  const texts = lines.filter((line): line is TextLine => line.kind === 'text');
  const lost = missing(encodeReceipt(ORDINARY, 48, glyphs).bytes, texts);
  if (lost > 0) throw new Error(`${lost} lines do not come back from our own bytes`);
  if (missing(byPeer(lines), texts) > 0) throw new Error('the peer does not print the same lines');

  const ours: number[] = [];
  const encoding: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const rows = [
      time(() => void encodeReceipt(ORDINARY, 48, glyphs)),
      time(() => void byPeer(lines)),
      time(() => void encodeSlip(lines, 48, glyphs)),
    ] as const;
    // The first round warms up.
    if (round === 0) continue;
    ours.push(rows[0]);
    theirs.push(rows[1]);
    encoding.push(rows[2]);
  }
  const n = ITERATIONS * ROUNDS;
  const peer = median(theirs);
  const row = (name: string, value: number): BenchRow => ({
    name,
    ours: value,
    peer,
    limit: 0.2,
    ratio: value / peer,
    n,
    unit: 'µs',
  });
  const marks = questionMarks((slip) => encodeSlip(slip, 48, glyphs).bytes);
  const peerMarks = questionMarks((slip) => byPeer(slip));
  return [
    row('receipt', median(ours)),
    row('receipt-encoding', median(encoding)),
    {
      name: 'receipt-question-marks',
      ours: marks,
      peer: peerMarks,
      limit: 0,
      ratio: marks,
      n: 5,
      unit: '? in 5 characters',
    },
  ];
}
