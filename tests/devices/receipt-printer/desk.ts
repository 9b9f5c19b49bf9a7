import {
  createSimulatedPrinter,
  type SimulatedPrinter,
} from '../../../devices/simulators/printer/simulated-printer.ts';
import { paperText } from '../../../devices/simulators/printer/paper.ts';
import type { PrinterStatus } from '../../../devices/contract/status.ts';
import type { CertificationReceipt } from '../../../shared/documents/receipt.ts';
import type { Result } from '../../../shared/result/result.ts';
import { FakeClock } from '../id-card/fake-clock.ts';

/** A printer on the desk: the real driver, a simulated machine, and time that stands still. */
export interface Desk extends SimulatedPrinter {
  readonly clock: FakeClock;
  /** Every status that a subscriber was told, in order. */
  readonly told: PrinterStatus[];
  /** Lets time pass until `promise` settles, at most `limit` ms; says how long it took. */
  outcome<T, E>(
    promise: Promise<Result<T, E>>,
    limit?: number,
  ): Promise<{ result: Result<T, E>; ms: number }>;
  /** Text on the paper. */
  text(): string;
}

export async function setUpDesk(columns: 32 | 48 = 48): Promise<Desk> {
  const clock = new FakeClock();
  const parts = createSimulatedPrinter({ columns, clock, glyphs: { glyph: () => undefined } });
  const told: PrinterStatus[] = [];
  parts.printer.subscribe((status) => told.push(status));
  parts.printer.start();
  await clock.advance(10);
  return {
    ...parts,
    clock,
    told,
    async outcome(promise, limit = 60_000) {
      let settled: Awaited<typeof promise> | undefined;
      void watch(promise, (value) => (settled = value));
      const ms = await clock.until(() => settled !== undefined, limit);
      if (settled === undefined) throw new Error('unreachable');
      return { result: settled, ms };
    },
    text: () => paperText(parts.simulator.paper),
  };
}

/** Tells when `promise` has settled, without waiting for it. */
export async function watch<T>(promise: Promise<T>, settled: (value: T) => void): Promise<void> {
  settled(await promise);
}

export const RECEIPT: CertificationReceipt = {
  kind: 'certification',
  countyName: '松柏县社会保险事业服务中心',
  terminalName: '县社保大厅 1 号机',
  demo: false,
  reprint: false,
  certificateNo: '9901202611230017',
  maskedName: '李＊珍',
  maskedIdNumber: '9901************14',
  status: 'accepted',
  method: 'face',
  validThrough: '2027-10',
  occurredAt: Date.UTC(2026, 10, 23, 8, 5),
  next: ['养老金照常发放。', '明年10月底前，再来认证一次。'],
  qr: `9901202611230017 ${'ab'.repeat(32)}`,
};
