import type { RecordAnswer, RecordsAnswer } from '../../../shared/protocol/messages.ts';
import { signedRecordSchemaOf, terminalName } from '../../../shared/records/envelope.ts';
import type { RecordBody } from '../../../shared/records/kind.ts';
import { appendAudit } from '../audit/chain/append.ts';
import type { Checked, SignedSchema } from '../records/check.ts';
import { checkRecord } from '../records/check.ts';
import { GroupCommit } from '../store/group-commit.ts';
import type { Arrived } from '../records/handler.ts';
import { sharedKinds } from '../records/handler.ts';
import { takeIn } from '../records/intake.ts';
import { currentPolicy } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Terminal } from '../terminals/terminals.ts';
import type { ServerOptions } from './options.ts';
import { findTerminals } from '../terminals/terminals.ts';

/** Bound parameters of one INSERT stay below SQLite's 32,766 (26 for each certification). */
const RECORDS_PER_TRANSACTION = 1000;
/** A terminal waits 10 s for its answer. */
const COMMIT_MS = 9000;

type Outcome = RecordAnswer['outcome'];

/** POST /records: the one writer of terminals' records in this process. */
export class RecordDesk {
  readonly #store: CountyStore;
  readonly #schema: SignedSchema;
  readonly #commits: GroupCommit<Arrived, Outcome>;

  constructor({ store, book, demoAllowed, coverage, handlers }: ServerOptions) {
    this.#store = store;
    this.#schema = signedRecordSchemaOf<RecordBody>(sharedKinds(handlers));
    this.#commits = new GroupCommit(
      (batch) =>
        store.db.transaction().execute(async (tx) => {
          const policy = await currentPolicy(tx, store, book);
          return await takeIn(tx, store, handlers, { policy, demoAllowed, coverage }, batch);
        }),
      RECORDS_PER_TRANSACTION,
      { ms: COMMIT_MS, after: (ms, callback) => store.clock.after(ms, callback) },
    );
  }

  /** One answer per record, in order. `sender` brought them; each stands on its own signature. */
  async take(sender: string, aheadMs: number, records: readonly unknown[]): Promise<RecordsAnswer> {
    const store = this.#store;
    const receivedAt = store.clock.now();
    const signers = await this.#signers(sender, records);
    const checked = records.map((raw) =>
      checkRecord(this.#schema, store.crypto, (name) => signers.get(name), raw),
    );
    // Whoever only carries a record says nothing of the clock that it was dated by.
    const arrived = (one: Checked): Arrived => {
      const { terminal, clock } = one.signed.record;
      const clockAhead = terminal === sender ? aheadMs : -(clock.offsetMs ?? 0);
      return { ...one, arrival: { receivedAt, aheadMs: clockAhead } };
    };
    const sound = checked.flatMap((one) => (one.ok ? [arrived(one.value)] : []));
    const outcomes = sound.length === 0 ? [] : await this.#commits.submit(sound);
    const alarms = checked.filter((one) => !one.ok && one.error.alarm).length;
    if (alarms > 0) await this.#raise(sender, alarms);

    const next = outcomes[Symbol.iterator]();
    const answers = checked.map((one): RecordAnswer => {
      if (!one.ok) return one.error.answer;
      const { value: outcome, done } = next.next();
      if (done === true) throw new Error('fewer outcomes than records');
      const { record, hash } = one.value.signed;
      return { epoch: record.epoch, sequence: record.sequence, hash, outcome };
    });
    return { answers, now: store.clock.now() };
  }

  /** The terminals that claim to have signed something here; none of the revoked ones. */
  async #signers(sender: string, records: readonly unknown[]): Promise<ReadonlyMap<string, Terminal>> {
    const named = new Set([sender]);
    for (const raw of records) {
      const terminal = signerNamed(raw);
      if (terminal !== undefined) named.add(terminal);
    }
    const terminals = await findTerminals(this.#store, [...named]);
    return new Map([...terminals].filter(([, one]) => !one.revoked));
  }

  async #raise(sender: string, count: number): Promise<void> {
    const store = this.#store;
    await store.db
      .transaction()
      .execute((tx) =>
        appendAudit(tx, store, { event: 'record-signature-wrong', details: { terminal: sender, count } }),
      );
  }
}

/**
 * Asked of the database before anything of the record is known to be sound: a name that it cannot hold (NUL)
 * would cost the whole batch its answer.
 */
function signerNamed(raw: unknown): string | undefined {
  const record = typeof raw === 'object' && raw !== null && 'record' in raw ? raw.record : undefined;
  const terminal =
    typeof record === 'object' && record !== null && 'terminal' in record ? record.terminal : undefined;
  const named = terminalName.safeParse(terminal);
  return named.success ? named.data : undefined;
}
