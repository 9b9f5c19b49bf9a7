import { join } from 'node:path';
import { portProblem } from '../terminal/host/free-port.ts';
import { holderOf } from '../terminal/store/files.ts';

/**
 * All that keeps the demo from starting, each with the option that helps; asked before anything is started,
 * so that somebody who starts it twice is told everything at once.
 */
export async function inTheWay(wanted: {
  readonly data: string;
  readonly port: number;
  readonly countyPort: number;
}): Promise<readonly string[]> {
  const { data, port, countyPort } = wanted;
  const problems = [
    dataProblem(data),
    port !== 0 && port === countyPort
      ? `--port and --county-port are both ${port}; choose two`
      : await portProblem(port, '--port'),
    await portProblem(countyPort, '--county-port'),
  ];
  return problems.filter((line) => line !== undefined);
}

/** Somebody else has the demo's folder, or its terminal's. */
export function dataProblem(data: string): string | undefined {
  const holder = holderOf(data) ?? holderOf(join(data, 'terminal'));
  return holder === undefined
    ? undefined
    : `${data} is in use by ${holder}; stop that one, or choose another --data`;
}
