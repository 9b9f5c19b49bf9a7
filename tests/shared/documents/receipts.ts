import * as fc from 'fast-check';
import { monthOf } from '../../../shared/dates/month.ts';
import type { CertificationReceipt } from '../../../shared/documents/receipt.ts';
import { maskIdNumber, maskName } from '../../../shared/identity/mask.ts';

/** Han of every block, with the holes in them; private use; Latin; and what must never reach a printer. */
const character: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: codePoints(0x4e00, 0x9fff) },
  codePoints(0x3400, 0x4dbf),
  codePoints(0x20000, 0x323af),
  codePoints(0xe000, 0xf8ff),
  codePoints(0x20, 0x7e),
  codePoints(0x80, 0x24f),
  fc.constantFrom('·', '＊', '\u001b', '\n', '\u0000', '\u007f', '\ud840', '\udc00', '\u{f0000}', '？'),
);

function codePoints(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((codePoint) => String.fromCodePoint(codePoint));
}

export const name: fc.Arbitrary<string> = fc.string({ unit: character, minLength: 1, maxLength: 30 });

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

export const receipt: fc.Arbitrary<CertificationReceipt> = fc.record({
  kind: fc.constant('certification' as const),
  countyName: name,
  terminalName: name,
  demo: fc.boolean(),
  reprint: fc.boolean(),
  certificateNo: digits(16),
  maskedName: name.map(maskName),
  maskedIdNumber: digits(18).map(maskIdNumber),
  status: fc.constantFrom('accepted' as const, 'submitted' as const, 'queued' as const),
  method: fc.constantFrom('face' as const, 'witness' as const, 'visit' as const, 'counter' as const),
  validThrough: fc.integer({ min: 1e12, max: 4e12 }).map(monthOf),
  occurredAt: fc.integer({ min: 1e12, max: 4e12 }),
  next: fc.array(name, { maxLength: 4 }),
  qr: digits(16),
});

/** A receipt as most people get it. */
export const ORDINARY: CertificationReceipt = {
  kind: 'certification',
  countyName: '松柏县社会保险事业服务中心',
  terminalName: '县社保大厅 1 号机',
  demo: false,
  reprint: false,
  certificateNo: '9901202611230017',
  maskedName: '李＊珍',
  maskedIdNumber: '990***********0014',
  status: 'accepted',
  method: 'face',
  validThrough: '2027-10',
  occurredAt: Date.UTC(2026, 10, 23, 8, 5),
  next: ['养老金照常发放。', '明年10月底前，再来认证一次。'],
  qr: `9901202611230017 ${'ab'.repeat(32)}`,
};
