import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startCounty } from '../county/service.ts';
import { issueCode } from '../county/terminals/enrolment.ts';
import { liveTerminalNames } from '../county/terminals/terminals.ts';
import { seed } from '../county/seed/seed.ts';

export interface DemoCounty {
  readonly url: string;
  readonly port: number;
  /** One-time code for the demo's terminal; `undefined` when that is enrolled already. */
  readonly enrolmentCode: string | undefined;
  close(): Promise<void>;
}

/** The synthetic county, seeded at its first start, serving demo records with full effect. */
export async function startDemoCounty(options: {
  readonly data: string;
  readonly terminalName: string;
  readonly terminalData: string;
  readonly port: number;
  readonly progress: (line: string) => void;
}): Promise<DemoCounty> {
  const county = await startCounty({
    db: `sqlite:${join(options.data, 'county.db')}`,
    port: options.port,
    portOption: '--county-port',
    demo: true,
    report: (line) => options.progress(`county: ${line}`),
  });
  try {
    const { store } = county;
    const seeded = await seed(store);
    if (seeded.ok) options.progress(`made a synthetic county of ${seeded.value} people`);
    const enrolled =
      existsSync(options.terminalData) && (await liveTerminalNames(store)).includes(options.terminalName);
    return {
      url: `${county.url}/`,
      port: Number(new URL(county.url).port),
      enrolmentCode: enrolled ? undefined : await issueCode(store, options.terminalName),
      close: () => county.close(),
    };
  } catch (error) {
    await county.close();
    throw error;
  }
}
