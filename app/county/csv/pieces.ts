import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { isDay } from '../../../shared/dates/day.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

const CST_OFFSET_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** `2026-11-23T16:05:06.000+08:00`. A clock that was never set may hand in any number. */
export function instant(ms: number): string {
  const local = new Date(ms + CST_OFFSET_MS);
  return Number.isNaN(local.getTime()) ? '' : `${local.toISOString().slice(0, -1)}+08:00`;
}

/** First instant of a CST day given as `option`, ms; 0 when it is not given. The error is one line. */
export function startOf(option: string, day: string | undefined): Result<number, string> {
  if (day === undefined) return ok(0);
  if (!isDay(day)) return err(`${option} ${JSON.stringify(day)} is not a day; write YYYY-MM-DD`);
  return ok(Date.parse(`${day}T00:00:00+08:00`));
}

/** Last instant of a CST day, ms; `undefined` when it is not given. */
export function endOf(option: string, day: string | undefined): Result<number | undefined, string> {
  const start = startOf(option, day);
  return start.ok ? ok(day === undefined ? undefined : start.value + DAY_MS - 1) : start;
}

/** Writes the pieces at the pace of whoever reads them; returns early when they stop reading. */
export async function writePieces(pieces: AsyncIterable<string>, stream: Writable): Promise<void> {
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  stream.once('close', stop);
  stream.once('error', stop);
  try {
    for await (const piece of pieces) {
      if (gone.signal.aborted) return;
      if (!stream.write(piece)) await once(stream, 'drain', { signal: gone.signal });
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  } finally {
    stream.off('close', stop);
    stream.off('error', stop);
  }
}
