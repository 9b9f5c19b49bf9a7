import { createServer } from 'node:net';
import { listenProblem } from '../../../shared/node/listening.ts';

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
    return listenProblem(error, `port ${port}`, port, option);
  }
}
