import type { Result } from './result.ts';

/**
 * Work that nobody waits for and that handles its own failures. Should it fail all the same, that is a
 * mistake of ours: it is thrown where the program's last resort sees it and stops visibly, instead of
 * dying in a promise that nobody looks at.
 */
export function inBackground(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  });
}

/**
 * Says that this Result is not read on purpose, because its failure shows elsewhere by itself: a question
 * that could not be written is a question without an answer. Where, says a comment beside the call.
 */
export function unread(result: Result<unknown, unknown> | Promise<Result<unknown, unknown>>): void {
  if (result instanceof Promise) inBackground(result);
}
