import type { Kysely } from 'kysely';
import type { Verification } from '../../../../shared/audit/evidence.ts';
import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Schema } from '../../store/schema.ts';
import type { EventName } from '../chain/append.ts';

/** One event of the chain. Nothing of it is trusted: what is wrong with the row itself, the walk says. */
export interface Told {
  readonly sequence: number;
  readonly at: number;
  readonly event: EventName;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One line, naming the exact row. */
export type Report = (finding: string) => void;

/**
 * 重放: what a part of the county has to look like by its events. It keeps what it needs while the chain is
 * walked, in little memory, and is held against the tables at the end.
 */
export interface Replay {
  /** The events that its part reads, in the chain's order. */
  take(told: Told): Promise<void> | void;
  /** Tables without which `compare` cannot be; one that somebody removed is named by itself. */
  readonly needs: readonly string[];
  /** Only reads. */
  compare(report: Report): Promise<void>;
  /** Rows that were looked at, once compared. */
  counted?(): Partial<Pick<Verification, 'records' | 'accounts'>>;
  /** Alarms that an officer has taken note of: no finding any more, and said for ever. */
  notes?(): readonly string[];
}

/** A part of the county that is replayed. */
export interface ReplayPart {
  readonly reads: readonly EventName[];
  /** For one county and one walk. */
  readonly start: (site: ReplaySite) => Replay;
}

/** What the parts of one walk tell each other: made by whoever asks first. */
export type Shared<T> = () => T;

/** What parts read. */
export interface ReplaySite {
  readonly db: Kysely<Schema>;
  readonly crypto: CryptoProvider;
  readonly county: string;
  /** The schema's version. */
  readonly schema: number;
  /** Tables that are there. */
  readonly tables: ReadonlySet<string>;
  /** Rows are sealed since the schema that brought seals, and the seals are there. */
  readonly sealing: boolean;
  /** The one of this walk, by the function that makes it. */
  shared<T>(what: Shared<T>): T;
  /** Hash of the chain's row of this number; `undefined` beyond its end. */
  readonly hashAt: (sequence: number) => Promise<string | undefined>;
}

/** A text of an event's details; empty when it has none of this name. */
export function textOf(told: Told, name: string): string {
  const value = told.details[name];
  return typeof value === 'string' ? value : '';
}
