import { createServer } from 'node:net';

/**
 * Why nobody can listen on this port of 127.0.0.1, in words that end with what to do; `undefined` when one
 * can. For a look before anything is started: whoever listens later has to be ready for a refusal anyway.
 */
export async function portProblem(port: number, option: string): Promise<string | undefined> {
  if (port === 0) return undefined;
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => probe.close(resolve));
    return undefined;
  } catch (error) {
    return listenProblem(error, port, option);
  }
}

/** Words for what `listen` said; `undefined` when it was something else. */
export function listenProblem(error: unknown, port: number, option: string): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is taken; choose another ${option}, or 0 for a free one`;
  if (code === 'EACCES') return `port ${port} needs more rights; choose ${option} above 1023`;
  return undefined;
}
