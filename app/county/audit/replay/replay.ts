import type { Kysely } from 'kysely';
import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Schema } from '../../store/schema.ts';
import type { CountyEvent } from '../chain/append.ts';
import type { PersonBook } from './persons.ts';

export type EventName = CountyEvent['event'];

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
export interface Domain {
  /** The events that `registry.ts` gives to this domain, in the chain's order. */
  take(told: Told): Promise<void> | void;
  /** Tables without which `compare` cannot be; one that somebody removed is named by itself. */
  readonly needs: readonly string[];
  /** Only reads. */
  compare(report: Report): Promise<void>;
}

/** What domains read, and what they tell each other. */
export interface ReplaySite {
  readonly db: Kysely<Schema>;
  readonly crypto: CryptoProvider;
  readonly county: string;
  /** Tables that are there. */
  readonly tables: ReadonlySet<string>;
  /** Rows are sealed since the schema that brought seals, and the seals are there. */
  readonly sealing: boolean;
  /** Terminals say where audit chains end, since the same schema. */
  readonly saying: boolean;
  /** Public keys as the chain tells them, by terminal. */
  readonly terminalKeys: Map<string, string>;
  readonly persons: PersonBook;
  /** Hash of the chain's row of this number; `undefined` beyond its end. */
  readonly hashAt: (sequence: number) => Promise<string | undefined>;
}

/** A text of an event's details; empty when it has none of this name. */
export function textOf(told: Told, name: string): string {
  const value = told.details[name];
  return typeof value === 'string' ? value : '';
}
