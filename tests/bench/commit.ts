import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openTerminalStore } from '../../app/terminal/store/open.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { openStore } from '../../shared/store/open.ts';
import { draft, enrolmentOf } from '../app/terminal/store/sample.ts';
import type { BenchRow } from './row.ts';
import { median, quantile } from './row.ts';

const ROUNDS = 9;
const COMMITS_A_ROUND = 200;
/** Size of a record's text, so that the peer writes no less for lack of content. */
const ROW = 'x'.repeat(900);

/**
 * A certification with its audit event and outbox row in one durable transaction, against a bare commit of
 * one row with the same settings, in turns on the same disk. `transaction` leaves out the signature, which
 * is made before the transaction begins; `whole` is all of `journal.commit`. p99 is in ms.
 */
export async function commit(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-bench-'));
  try {
    return measure(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function measure(directory: string): BenchRow[] {
  const terminal = openTerminalStore({
    dataDir: join(directory, 'terminal'),
    crypto: nodeCrypto,
    clock: systemClock,
    random: systemRandom,
    demo: false,
  });
  const bare = openStore(join(directory, 'bare.db'), [
    { name: 'one table', statements: ['CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT) STRICT'] },
  ]);
  if (!terminal.ok || !bare.ok) throw new Error('the bench directory is of no use');
  const { journal, enrolment } = terminal.value;
  enrolment.save(enrolmentOf());
  const insert = bare.value.db.prepare('INSERT INTO row (body) VALUES (?)');
  const bareTransaction = bare.value.db.transaction(() => insert.run(ROW));
  const insertBare = () => bareTransaction.immediate();

  const times = { bare: [] as number[], transaction: [] as number[], whole: [] as number[] };
  let person = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const keep = round > 0;
    for (let one = 0; one < COMMITS_A_ROUND; one += 1) {
      person += 1;
      const idNumber = String(990101195001010000 + person);
      const someone = { kind: 'certification', ...draft({ idNumber }) };
      // Signed and thrown away: a disk answers sooner right after its last answer than after a pause, so
      // both sides commit after the same pause.
      journal.prepare(someone);
      const bareTime = timed(() => insertBare());
      const began = performance.now();
      const prepared = journal.prepare(someone);
      if (!prepared.ok) throw new Error(prepared.error.kind);
      const signed = performance.now();
      const written = journal.write(prepared.value);
      const ended = performance.now();
      if (!written.ok) throw new Error(written.error.kind);
      if (!keep) continue;
      times.bare.push(bareTime);
      times.transaction.push(ended - signed);
      times.whole.push(ended - began);
    }
  }
  bare.value.close();
  terminal.value.close();
  const peer = rate(times.bare);
  return [
    row('commit-transaction', rate(times.transaction), peer, times.transaction.length),
    row('commit-whole', rate(times.whole), peer, times.whole.length),
    p99Row(times.whole, times.bare),
  ];
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** Commits a second by the median: a pause of the machine is not the store's. */
function rate(times: readonly number[]): number {
  return 1000 / median(times);
}

function row(name: string, ours: number, peer: number, n: number): BenchRow {
  return {
    name,
    ...(name === 'commit-transaction' ? { limit: 0.8, atLeast: true } : {}),
    ours: Math.round(ours),
    peer: Math.round(peer),
    ratio: round2(ours / peer),
    n,
    unit: 'commits/s',
  };
}

/** Held to its limit; the bare commit's beside it tells what the disk itself did. */
function p99Row(times: readonly number[], bare: readonly number[]): BenchRow {
  const ours = round2(quantile(times, 0.99));
  const limit = 10;
  const peer = round2(quantile(bare, 0.99));
  return { name: 'commit-p99', ours, peer, limit, ratio: round2(ours / limit), n: times.length, unit: 'ms' };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
