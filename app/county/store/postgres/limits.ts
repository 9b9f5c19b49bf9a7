/** How long a process waits for PostgreSQL, and lets PostgreSQL wait for it. In ms; 0: without end. */
export interface Limits {
  /** Until a connection is there: a free one, or a new one. */
  readonly connect: number;
  /** For the answer to one statement, by this process's own clock: a dead line says nothing at all. */
  readonly answer: number;
  /** That a statement takes, by the server's clock. */
  readonly statement: number;
  /** For a lock that another session holds. */
  readonly lock: number;
  /** That a transaction stands open while this process sends nothing (frozen, or cut off). */
  readonly idle: number;
}

/** A service: whoever asks does so again. A terminal waits 10 s for an answer. */
export const SERVING: Limits = {
  connect: 5000,
  answer: 8500,
  statement: 8000,
  lock: 5000,
  idle: 15_000,
};

/** A command: a statement over a million accounts may take its time, and is watched meanwhile. */
export const WORKING: Limits = {
  connect: 10_000,
  answer: 0,
  statement: 0,
  lock: 60_000,
  idle: 300_000,
};

/** How often the server looks whether its client is still there while a statement runs. */
const CLIENT_CHECK = ['client_connection_check_interval', '2s'] as const;

type Setting = readonly [name: string, value: string];

/** Settings of a session. What has no limit here keeps the one that the database gives it. */
function settings({ statement, lock, idle }: Limits): readonly Setting[] {
  const limits = [
    ['statement_timeout', statement],
    ['lock_timeout', lock],
    ['idle_in_transaction_session_timeout', idle],
  ] as const;
  return limits.flatMap(([name, ms]): Setting[] => (ms === 0 ? [] : [[name, `${ms}ms`]]));
}

/** So that the server notices a client whose machine is gone, within half a minute instead of hours. */
const KEEPALIVES: readonly Setting[] = [
  ['tcp_keepalives_idle', '10'],
  ['tcp_keepalives_interval', '5'],
  ['tcp_keepalives_count', '3'],
];

/**
 * Sets the session up if `pid` is the server process behind the connection, and then gives one row. Behind
 * a pooler (pgbouncer) it is not: there the session is somebody else's tomorrow, and nothing is set on it.
 */
export function sessionStatement(limits: Limits, pid: number, checked: boolean): string {
  const wanted = [...settings(limits), ...KEEPALIVES, ...(checked ? [CLIENT_CHECK] : [])];
  const items = wanted.map(([name, value]) => `set_config('${name}', '${value}', false)`);
  return `select ${items.join(', ')} where pg_backend_pid() = ${pid}`;
}

/** Harmless, and refused (22023) by a server whose system cannot tell that a client has gone. */
export const TRY_CLIENT_CHECK = `select set_config('${CLIENT_CHECK[0]}', '${CLIENT_CHECK[1]}', true)`;

/** The same for a single transaction, behind its `begin`. */
export function transactionStatements(limits: Limits, checked: boolean): readonly string[] {
  const wanted = [...settings(limits), ...(checked ? [CLIENT_CHECK] : [])];
  return wanted.map(([name, value]) => `set local ${name} = '${value}'`);
}

/**
 * Behind the `begin` of a service that may acknowledge only what two machines hold (同步复制): ends the
 * transaction where none is asked for. Failover software takes the setting away while it runs.
 */
export const REQUIRE_SYNC = `do $$ begin
  if current_setting('synchronous_standby_names') = '' then
    raise exception 'synchronous_standby_names is empty: no standby holds what is committed' using errcode = '53000';
  elsif current_setting('synchronous_commit') in ('off', 'local') then
    raise exception 'synchronous_commit is %: no standby is waited for', current_setting('synchronous_commit') using errcode = '53000';
  end if;
end $$`;
