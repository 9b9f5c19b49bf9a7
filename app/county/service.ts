import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import type { Clock, Random } from '../../shared/clock/clock.ts';
import { readCoverage } from '../../shared/documents/glyphs/font-glyphs.ts';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { listenProblem } from '../../shared/node/listening.ts';
import { buildServer } from './http/server.ts';
import { RECORD_HANDLERS } from './record-kinds.ts';
import { certificationPolicy, readPolicies } from './settings/policy.ts';
import type { CountyStore } from './store/county-store.ts';
import { openCountyStore } from './open.ts';
import { CountyStoreError } from './store/county-store.ts';

export interface CountyOptions {
  /** `sqlite:FILE` or `postgres://…`. */
  readonly db: string;
  /** 0 picks a free one. Default 7320. */
  readonly port?: number;
  /** The command line's name for it, for the line that says it is taken. Default `--port`. */
  readonly portOption?: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Records marked `demo` take full effect. */
  readonly demo?: boolean;
  /** Nothing is acknowledged that PostgreSQL does not ask a synchronous standby for. */
  readonly requireSync?: boolean;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly clock?: Clock;
  readonly random?: Random;
  /** One line about a failure of the service; default: nowhere. */
  readonly report?: (line: string) => void;
}

export interface RunningCounty {
  /** e.g. `http://127.0.0.1:7320`. */
  readonly url: string;
  readonly store: CountyStore;
  /** Answers what has begun, then lets go of the database; what hangs is cut off, so that this ends. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 7320;
/** What requests get to come to their end when the service is told to stop. */
const GRACE_MS = 3000;

/** Opens the database and listens. Rejects with `CountyStoreError` when either cannot be done. */
export async function startCounty(options: CountyOptions): Promise<RunningCounty> {
  const book = readPolicies();
  if (!book.ok) throw new CountyStoreError('database', book.error);
  const coverage = readCoverage(join(findAssets(), 'fonts', 'full'));
  if (!coverage.ok) options.report?.(`assets/fonts/full: ${coverage.error}; install the program again`);
  const store = await openCountyStore(options.db, {
    serving: true,
    needsKeys: true,
    requireSync: options.requireSync ?? false,
    ...(options.report === undefined ? {} : { report: options.report }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.random === undefined ? {} : { random: options.random }),
  });
  try {
    const policy = certificationPolicy(book.value, store.county.policyPack, store.clock.now());
    if (!policy.ok) throw new CountyStoreError('database', policy.error);
    const server = buildServer({
      store,
      book: book.value,
      demoAllowed: options.demo ?? false,
      handlers: RECORD_HANDLERS,
      coverage: coverage.ok ? coverage.value : undefined,
      report: options.report ?? (() => undefined),
      ...(options.tls === undefined ? {} : { tls: options.tls }),
    });
    const host = options.host ?? '127.0.0.1';
    const port = options.port ?? DEFAULT_PORT;
    const url = await server.listen({ host, port }).catch((error: unknown) => {
      const place = `${host}:${port}`;
      const text = error instanceof Error ? error.message : String(error);
      throw new CountyStoreError(
        'arguments',
        listenProblem(error, place, port, options.portOption ?? '--port') ??
          `cannot listen on ${place}: ${text}`,
      );
    });
    // From now on an error is one connection that could not be accepted; the others go on.
    server.server.on('error', (error) => options.report?.(`a connection was not accepted: ${error.message}`));
    return {
      url: url.replace('[::1]', 'localhost'),
      store,
      async close() {
        const answered = server.close();
        await within(GRACE_MS, answered);
        // Whoever still waits for the database gets an error now, and its answer out of that.
        await store.close();
        await within(GRACE_MS, answered);
        server.server.closeAllConnections();
        await answered;
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Resolves with `work`, or without it after `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const late = pause(ms, undefined, patience).catch(() => undefined);
  await Promise.race([work, late]);
  patience.abort();
}
