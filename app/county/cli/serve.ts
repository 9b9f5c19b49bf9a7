import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { stopOnUnexpected } from '../../../shared/node/last-resort.ts';
import { keepDiary } from '../audit/chain/diary.ts';
import { DEFAULT_PORT, startCounty } from '../service.ts';
import type { Command } from './command.ts';
import { badArguments, parseOptions, required, words } from './command.ts';

const USAGE =
  '"serve --db sqlite:FILE|postgres://… [--port N] [--host H] [--demo] [--require-sync] [--tls-cert FILE --tls-key FILE]"';

/** Runs until SIGTERM or SIGINT, answers what has begun, and ends with 0. */
export const serve: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    {
      db: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      demo: { type: 'boolean' },
      'require-sync': { type: 'boolean' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
    },
    USAGE,
  );
  words(positionals, 0, USAGE);
  stopOnUnexpected('county serve');
  const tls = readTls(values['tls-cert'], values['tls-key']);
  const keyFile = values['tls-key'];
  if (tls !== undefined && keyFile !== undefined && isOpenToAll(keyFile))
    terminal.error(
      `county serve: --tls-key ${keyFile} can be read by everyone on this machine; write "chmod o-rwx ${keyFile}"`,
    );
  const host = values.host ?? '127.0.0.1';
  const county = await startCounty({
    db: required(values.db, '--db', USAGE),
    port: portOf(values.port),
    host,
    demo: values.demo ?? false,
    requireSync: values['require-sync'] ?? false,
    report: (line) => terminal.error(`county serve: ${line}`),
    ...(tls === undefined ? {} : { tls }),
  });
  if (tls === undefined && !isLoopback(host))
    terminal.error(
      `county serve: ${host} without --tls-cert; terminals take http: addresses for loopback only`,
    );
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  terminal.out(`county ready: ${county.url}`);
  const diary = await keepDiary(county.store, terminal.out, (line) =>
    terminal.error(`county serve: ${line}`),
  );
  await stopped;
  await diary.stop();
  await county.close();
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

/** Its group may be meant to read it: the file is the administrator's, not ours. */
function isOpenToAll(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
