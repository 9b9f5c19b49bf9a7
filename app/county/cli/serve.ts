import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { stopOnUnexpected } from '../../../shared/node/last-resort.ts';
import type { RunningCounty } from '../service.ts';
import { DEFAULT_PORT, startCounty } from '../service.ts';
import type { Command } from './command.ts';
import { badArguments, parseOptions, required, words } from './command.ts';

const USAGE =
  '"serve --db sqlite:FILE|postgres://… [--port N] [--host H] [--demo] [--tls-cert FILE --tls-key FILE]"';

/** Runs until SIGTERM or SIGINT, answers what has begun, and ends with 0. */
export const serve: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    {
      db: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      demo: { type: 'boolean' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
    },
    USAGE,
  );
  words(positionals, 0, USAGE);
  stopOnUnexpected('county serve');
  const tls = readTls(values['tls-cert'], values['tls-key']);
  const host = values.host ?? '127.0.0.1';
  const county = await startCounty({
    db: required(values.db, '--db', USAGE),
    port: portOf(values.port),
    host,
    demo: values.demo ?? false,
    report: (line) => terminal.error(`county serve: ${line}`),
    ...(tls === undefined ? {} : { tls }),
  });
  if (tls === undefined && !isLoopback(host))
    terminal.error(
      `county serve: ${host} without --tls-cert; terminals take http: addresses for loopback only`,
    );
  terminal.out(`county ready: ${county.url}`);
  await untilStopped(county);
  return 0;
};

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw badArguments(
      `--port ${JSON.stringify(text)} is not a port; give a number up to 65535, 0 for a free one`,
    );
  return port;
}

function readTls(
  cert: string | undefined,
  key: string | undefined,
): { readonly cert: string; readonly key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw badArguments('--tls-cert and --tls-key belong together; give both or neither');
  const pair = { cert: readPem(cert, '--tls-cert'), key: readPem(key, '--tls-key') };
  try {
    createSecureContext(pair);
  } catch {
    throw badArguments(`--tls-cert ${cert} and --tls-key ${key} are no certificate with its key in PEM`);
  }
  return pair;
}

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw badArguments(`${option} ${file} cannot be read; name a PEM file`);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

async function untilStopped(county: RunningCounty): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await county.close();
}
