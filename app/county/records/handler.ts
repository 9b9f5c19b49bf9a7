import type { Transaction } from 'kysely';
import type { Coverage } from '../../../shared/documents/glyphs/coverage.ts';
import type { Signed } from '../../../shared/records/envelope.ts';
import type { RecordBody, RecordedAnswer, RecordKind, RecordKinds } from '../../../shared/records/kind.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import type { CertificationPolicy } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { Terminal } from '../terminals/terminals.ts';

/** When a record came in, and how the clock of the machine that sent it stood. */
export interface Arrival {
  /** County's wall clock, ms. */
  readonly receivedAt: number;
  /** Sender's clock minus the county's at this request, ms. */
  readonly aheadMs: number;
}

/** A record whose shape, hash and signature hold, and how it came. */
export interface Arrived<Body extends RecordBody = RecordBody> {
  readonly signed: Signed<Body>;
  /** The terminal that signed it. */
  readonly signer: Terminal;
  readonly arrival: Arrival;
}

export interface IntakeRules {
  readonly policy: CertificationPolicy;
  /** `serve --demo`: records marked `demo` take full effect. */
  readonly demoAllowed: boolean;
  /** Which characters the faces of this release draw; unknown, nothing is said of any. */
  readonly coverage?: Coverage | undefined;
}

/** All that taking records in needs of a store. */
export type IntakeSite = Pick<CountyStore, 'county' | 'engine' | 'clock' | 'crypto'>;

/** What became of a new record: the answer that is given now and again for every repetition. */
export interface Decided<Answer extends RecordedAnswer = RecordedAnswer> {
  readonly answer: Answer;
}

/**
 * What the county does with one kind of record. Key, number, signature and conflicts are the envelope's
 * (`intake.ts`); everything here runs inside its transaction, behind the chain's lock.
 */
export interface RecordHandler<
  Body extends RecordBody = RecordBody,
  Answer extends RecordedAnswer = RecordedAnswer,
  Facts = unknown,
  Ruling extends Decided<Answer> = Decided<Answer>,
> {
  readonly shared: RecordKind<Body, Answer>;
  /** The table in which its envelope stands: its own, or the one for all kinds that need none. */
  readonly table: 'certifications' | 'records';
  /** What the decisions of a batch rest on; the number of statements does not grow with the batch. */
  facts(tx: Transaction<Schema>, site: IntakeSite, batch: readonly Signed<Body>[]): Promise<Facts>;
  decide(one: Arrived<Body>, facts: Facts, rules: IntakeRules): Ruling;
  /** Writes all that is new, and gives the event of each, in order. */
  store(
    tx: Transaction<Schema>,
    site: IntakeSite,
    taken: readonly { readonly arrived: Arrived<Body>; readonly ruling: Ruling }[],
  ): Promise<readonly CountyEvent[]>;
  /** What an officer should look into, of records that were taken all the same. */
  notes?(
    taken: readonly { readonly arrived: Arrived<Body>; readonly ruling: Ruling }[],
    rules: IntakeRules,
  ): readonly CountyEvent[];
  /** Gives a number back to its owner; only where an earlier release took records without looking at numbers. */
  moveAside?(tx: Transaction<Schema>, site: IntakeSite, squatter: Squatter): Promise<CountyEvent>;
}

/** A stored record that holds a number of another terminal, from the time before numbers were checked. */
export interface Squatter {
  readonly certificateNo: string;
  readonly terminal: string;
  readonly recordHash: string;
}

export type RecordHandlers = Readonly<Record<string, RecordHandler>>;

/** What terminal and county share of them. */
export function sharedKinds(handlers: RecordHandlers): RecordKinds {
  return Object.fromEntries(Object.entries(handlers).map(([name, { shared }]) => [name, shared]));
}
