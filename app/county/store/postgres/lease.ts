import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { PoolClient } from 'pg';
import { DatabaseError } from 'pg';
import { ConnectionLost, firstLine, troubleOf } from '../messages/trouble.ts';
import type { Limits } from './limits.ts';
import type { Watch } from './watch.ts';

/** One connection for one piece of work, as the pool knows it. */
export interface Held {
  /** Statements behind every `begin`, each led by `;`. */
  readonly begin: string;
  /** Its server process, where that is known beforehand. */
  readonly watchedAs: number | undefined;
  /** Looks after statements that take long. */
  readonly watch: Watch | undefined;
  readonly isBroken: () => boolean;
  /** Cuts the line: whatever is still asked on it fails. */
  readonly cut: () => void;
  readonly limits: Limits;
}

/** So the driver words an answer that did not come in time; it has no code for it. */
const NO_ANSWER = 'Query read timeout';

/**
 * A connection out of the pool. Once it broke, or may no longer be trusted, everything asked of it fails
 * with the first reason, at once (a rollback cannot hide it), and it goes back to be thrown away.
 */
export class Lease implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #held: Held;
  #pid: number | undefined;
  #failed: unknown;

  constructor(client: PoolClient, held: Held) {
    this.#client = client;
    this.#held = held;
    this.#pid = held.watchedAs;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new TypeError('rows are read whole, not by a cursor');
    return this.#answered<R>(sql, parameters);
  }

  release(discard = false): void {
    this.#client.release(discard || this.#failed !== undefined);
  }

  async #answered<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (this.#failed !== undefined) throw this.#failed;
    const { watch } = this.#held;
    const watched = this.#pid;
    const stop = watched === undefined ? undefined : watch?.begin(watched, () => this.#giveUp());
    try {
      if (/^(begin|start transaction)\b/.test(sql)) return await this.#begin<R>(sql);
      // The types of the two libraries say the same in different words.
      return (await this.#client.query(sql, [...parameters])) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      throw this.#judge(error);
    } finally {
      stop?.();
    }
  }

  async #begin<R>(sql: string): Promise<PostgresQueryResult<R>> {
    const { begin, watch, watchedAs } = this.#held;
    const ask = watch !== undefined && watchedAs === undefined ? '; select pg_backend_pid() as pid' : '';
    const answer: unknown = await this.#client.query(sql + begin + ask);
    const last: unknown = Array.isArray(answer) ? answer.at(-1) : answer;
    const { rows } = last as { readonly rows: readonly { readonly pid?: number }[] };
    if (ask !== '') this.#pid = rows[0]?.pid;
    return { command: 'SELECT', rowCount: 0, rows: [] };
  }

  /** The reason as the caller hears it; from some on, the connection is not used again. */
  #judge(error: unknown): unknown {
    const { isBroken, limits, watch } = this.#held;
    if (this.#failed !== undefined) return this.#failed;
    if (error instanceof DatabaseError) {
      // What says that it is no longer the primary is not asked again; nor is a server that is going down.
      if (['lost', 'read-only'].includes(troubleOf(error) ?? '')) this.#failed = error;
      if (error.code === '55P03' && watch?.holders !== undefined)
        error.message = `waited ${limits.lock / 1000} s in vain for ${watch.holders}`;
      return error;
    }
    const late = error instanceof Error && error.message === NO_ANSWER;
    if (!late && !isBroken()) return error;
    const what = late
      ? `no answer from the database within ${limits.answer / 1000} s`
      : `the connection to the database was lost (${firstLine(error)})`;
    this.#failed = new ConnectionLost(what, { cause: error });
    return this.#failed;
  }

  /** Nobody works on the statement any more: the line is dead, and the wait for its answer ends here. */
  #giveUp(): void {
    this.#failed = new ConnectionLost('the database no longer works on what it was asked: the line is dead');
    this.#held.cut();
  }
}
