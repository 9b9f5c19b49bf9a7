/** The connection to the database is gone, was never there, or is not to be trusted any more. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/**
 * Why a database that is in order in itself did not do what it was asked: it can be asked again. Anything
 * else that goes wrong in it is a fault of the program or of the data.
 */
export type Trouble =
  /** Not there, or there no more: restarting, changing over to a standby, or cut off. */
  | 'lost'
  /** A standby, or the old primary after a failover (主备切换). */
  | 'read-only'
  /** No room: connections, memory, disk. */
  | 'full'
  /** The disk does not do what it is asked. */
  | 'disk'
  /** Another session held what was wanted for too long. */
  | 'locked'
  /** Stopped for taking too long. */
  | 'slow'
  /** Two sessions in each other's way, of which one had to go. */
  | 'clash';

/** Codes of PostgreSQL (SQLSTATE), SQLite and the network, by their beginnings. */
const CODES: readonly (readonly [RegExp, Trouble])[] = [
  [/^(40001|40P01)$/, 'clash'],
  [/^(25006|SQLITE_READONLY)/, 'read-only'],
  [/^(55P03|SQLITE_BUSY|SQLITE_LOCKED)/, 'locked'],
  [/^57014$/, 'slow'],
  [/^(53|SQLITE_FULL)/, 'full'],
  [/^(58030$|SQLITE_IOERR)/, 'disk'],
  [/^(08|57P|25P0[34]$)/, 'lost'],
  [/^(ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENET|ENOTFOUND$|EAI_AGAIN$)/, 'lost'],
];

export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof ConnectionLost) return 'lost';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CODES.find(([codes]) => codes.test(code))?.[1];
}

/** What whoever gave a command can do about it. */
const ADVICE: Readonly<Record<Trouble, string>> = {
  lost: 'once the database answers, give the command again: what was committed stays',
  'read-only': 'this is a standby, or was the primary before a failover; name the primary in --db',
  full: 'the database has no room left (connections, memory or disk); make some, then give the command again',
  disk: 'the disk under the database fails; look after it first, then give the command again',
  locked: 'let the other finish, or end it, then give the command again',
  slow: 'the database stopped it for taking too long (statement_timeout); allow it more, then give the command again',
  clash: 'another was at the same rows; give the command again',
};

/** One line that says what went wrong in the database and what to do, or undefined for any other error. */
export function troubleInWords(error: unknown): string | undefined {
  const trouble = troubleOf(error);
  return trouble === undefined ? undefined : `${firstLine(error)}; ${ADVICE[trouble]}`;
}

/** Several addresses that all refused come as one error without a message. */
export function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  return error.message === '' ? code : (error.message.split('\n', 1)[0] ?? code);
}
