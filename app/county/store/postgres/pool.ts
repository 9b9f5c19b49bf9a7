import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { PoolClient } from 'pg';
import { Client, DatabaseError, Pool, TypeOverrides } from 'pg';
import { ConnectionLost, firstLine } from '../messages/trouble.ts';
import { Lease } from './lease.ts';
import type { Limits } from './limits.ts';
import { REQUIRE_SYNC, sessionStatement, transactionStatements, TRY_CLIENT_CHECK } from './limits.ts';
import { holdersOf, Watch } from './watch.ts';

export interface PoolOptions {
  readonly limits: Limits;
  /** Told, one line each, what a statement has been waiting for; nobody is when missing. */
  readonly notice?: (line: string) => void;
  /** Transactions only while a synchronous standby is asked for. */
  readonly requireSync?: boolean;
}

const INT8 = 20;
const MOST_CONNECTIONS = 10;
/** Idle for so long, the line is tried; without an answer it is given up ten seconds later. */
const KEEP_ALIVE_MS = 10_000;
/** After a failover, connections to what is no longer the primary go away by and by. */
const LIFETIME_S = 600;
/** For a last word to the server; then lines are cut. */
const GOODBYE_MS = 1000;

/** What a transaction of a connection begins with. */
interface Session {
  readonly begin: string;
  /** Whether the server process is this connection's own for good. */
  readonly direct: boolean;
}

/**
 * Connections to PostgreSQL of which any may break at any time, and none is waited for without end: a
 * connection that broke, or whose answer did not come in time, is never used again.
 */
export class CountyPool implements PostgresPool {
  readonly #pool: Pool;
  readonly #options: PoolOptions;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new WeakMap<PoolClient, Session>();
  readonly #broken = new WeakSet<PoolClient>();
  #clientCheck: boolean | undefined;

  constructor(url: string, options: PoolOptions) {
    this.#options = options;
    const { limits } = options;
    // bigint arrives as text by default. Ours are instants and fen, all safe integers.
    const types = new TypeOverrides();
    types.setTypeParser(INT8, Number);
    this.#pool = new Pool({
      connectionString: url,
      // The name of the environment (PGAPPNAME), or one given in the address, comes first.
      fallback_application_name: 'songbai',
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: limits.connect,
      query_timeout: limits.answer,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      maxLifetimeSeconds: LIFETIME_S,
      types,
      stream: () => this.#openSocket(),
    });
    // The pool listens to idle connections alone. One that breaks in use has a statement to report it, or
    // the next one does; its event must not end the process.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => this.#broken.add(client)));
  }

  get options(): object {
    return this.#pool.options;
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#take();
    try {
      const session = this.#sessions.get(client) ?? (await this.#prepare(client));
      this.#sessions.set(client, session);
      const { notice } = this.#options;
      const watch = notice === undefined ? undefined : new Watch((pid) => this.#ask(pid), notice);
      return new Lease(client, {
        begin: session.begin,
        watchedAs: session.direct ? pidOf(client) : undefined,
        watch,
        isBroken: () => this.#broken.has(client),
        cut: () => cut(client),
        limits: this.#options.limits,
      });
    } catch (error) {
      client.release(true);
      throw asLost(error, 'no answer from the database');
    }
  }

  /** Says goodbye, and cuts every line that is still there a moment later: a dead one would hold the process. */
  async end(): Promise<void> {
    const closed = this.#pool.end().then(() => Promise.all([...this.#sockets].map(closing)));
    const patience = new AbortController();
    await Promise.race([closed, pause(GOODBYE_MS, undefined, patience)]).catch(() => undefined);
    patience.abort();
    for (const socket of this.#sockets) socket.destroy();
  }

  #openSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }

  async #take(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw asLost(error, 'the database cannot be reached');
    }
  }

  async #prepare(client: PoolClient): Promise<Session> {
    const { limits, requireSync } = this.#options;
    this.#clientCheck ??= await this.#hasClientCheck(client);
    const { rowCount } = await this.#within(
      client,
      sessionStatement(limits, pidOf(client), this.#clientCheck),
    );
    const direct = rowCount === 1;
    const begin = [
      ...(direct ? [] : transactionStatements(limits, this.#clientCheck)),
      ...(requireSync === true ? [REQUIRE_SYNC] : []),
    ];
    return { begin: begin.map((statement) => `; ${statement}`).join(''), direct };
  }

  async #hasClientCheck(client: PoolClient): Promise<boolean> {
    try {
      await this.#within(client, TRY_CLIENT_CHECK);
      return true;
    } catch (error) {
      if (error instanceof DatabaseError && /^(22023|42704)$/.test(error.code ?? '')) return false;
      throw error;
    }
  }

  /** A statement that takes no time: without an answer soon there will be none. */
  async #within(client: PoolClient, text: string): Promise<{ readonly rowCount: number | null }> {
    const query = { text, query_timeout: this.#options.limits.connect };
    return await client.query(query);
  }

  /** On a connection of its own, so that it is answered while the one asked about is busy. */
  async #ask(pid: number) {
    const client = await this.#take();
    try {
      const query = { ...holdersOf(pid), query_timeout: this.#options.limits.connect };
      const { rows } = await client.query(query);
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

/** The server process that this connection was told of; a pooler makes one up. */
function pidOf(client: PoolClient): number {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : 0;
}

function cut(client: PoolClient): void {
  if (client instanceof Client) client.connection.stream.destroy();
}

function asLost(error: unknown, what: string): unknown {
  if (error instanceof DatabaseError || error instanceof ConnectionLost) return error;
  return new ConnectionLost(`${what} (${firstLine(error)})`, { cause: error });
}

async function closing(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}
