/**
 * A terminal's real store at work, run under the recorder: `DATA_DIR COMMITS [without-full]`. Each line
 * of DATA_DIR/acknowledged is a promise that was given to a person; each is a dot on stdout as well.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openTerminalStore } from '../../app/terminal/store/open.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { draft, enrolmentOf } from '../app/terminal/store/sample.ts';

const [, , dataDir = '', commits = '0', canary] = process.argv;
if (canary === 'without-full') removeFullSync();

const opened = openTerminalStore({
  dataDir,
  crypto: nodeCrypto,
  clock: systemClock,
  random: systemRandom,
  demo: false,
});
if (!opened.ok) throw new Error(opened.error.line);
const { journal, outbox, enrolment } = opened.value;
const acknowledged = openSync(join(dataDir, 'acknowledged'), 'a');
const promise = (line: string): void => {
  writeSync(acknowledged, `${line}\n`);
  process.stdout.write('.');
};

if (enrolment.current() === undefined) enrolment.save(enrolmentOf());
for (let index = 1; index <= Number(commits); index += 1) {
  journal.note('visit-started');
  const committed = await journal.commit(draft({ idNumber: String(990101195001010000 + index) }));
  if (!committed.ok) throw new Error(committed.error.kind);
  promise(`certified ${committed.value.certificateNo}`);
  journal.setReceipt(committed.value.certificateNo, 'printed');
  promise(`printed ${committed.value.certificateNo}`);
  if (index % 10 === 0) answerSome();
}
opened.value.close();

/** The county's answers to the oldest five. */
function answerSome(): void {
  const batch = outbox.next(5);
  const kept = outbox.apply(
    batch.map((signed) => ({
      kind: 'answered',
      signed,
      answer: {
        kind: 'recorded',
        certificateNo: signed.record.body.certificateNo,
        decision: 'accepted',
        reason: null,
        validThrough: '2027-10',
        resumptionProposed: false,
        receivedAt: 1,
        clockSkewed: false,
      },
    })),
    [],
  );
  if (!kept.ok) throw new Error('answers not kept');
  for (const signed of batch) promise(`answered ${signed.record.body.certificateNo}`);
}

/** The mistake that the replay has to catch: nobody asks for FULL, and the read-back is fooled as well. */
function removeFullSync(): void {
  type Pragma = (this: Database.Database, source: string, options?: Database.PragmaOptions) => unknown;
  const pragma: Pragma = Reflect.get(Database.prototype, 'pragma');
  Database.prototype.pragma = function patched(this: Database.Database, source, options) {
    if (/^synchronous\s*=/.test(source)) return [];
    return source === 'synchronous' ? 2 : pragma.call(this, source, options);
  };
}
