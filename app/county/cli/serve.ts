import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import { flag, optional, preset } from '../../cli/parameter.ts';
import { untilStopped } from '../../cli/run.ts';
import { PORT, text } from '../../cli/values.ts';
import { keepDiary } from '../audit/chain/diary.ts';
import { DEFAULT_PORT, startCounty } from '../service.ts';
import { DB } from './command.ts';

const PEM = text('FILE.pem', 'name a PEM file');

/** Runs until SIGTERM or SIGINT, answers what has begun, and ends with 0. */
export const serve = command({
  effect: 'serves',
  args: {},
  options: {
    db: DB,
    port: preset(PORT, String(DEFAULT_PORT), 'where it listens; 0 picks a free one'),
    host: preset(text('HOST'), '127.0.0.1', 'the address of this machine where it listens'),
    demo: flag('records made with simulated parts take full effect'),
    requireSync: flag('commits nothing that PostgreSQL does not ask a synchronous standby for (同步备库)'),
    tlsCert: optional(PEM, 'the certificate of https:, together with --tls-key'),
    tlsKey: optional(PEM, 'the key of --tls-cert'),
  },
  examples: [
    '--db sqlite:county.db --demo',
    '--db postgres://songbai@db.example/songbai --host 0.0.0.0 --tls-cert county.pem --tls-key county-key.pem',
  ],
  more: 'Prints "county ready: URL"; that URL shows what runs there. SIGTERM or Ctrl-C ends it.',
  async run({ db, port, host, demo, requireSync, tlsCert, tlsKey }, { out, error }) {
    const tls = readTls(tlsCert, tlsKey);
    if (tls !== undefined && tlsKey !== undefined && isOpenToAll(tlsKey))
      error(
        `county serve: --tls-key ${tlsKey} can be read by everyone on this machine; write "chmod o-rwx ${tlsKey}"`,
      );
    const report = (line: string): void => error(`county serve: ${line}`);
    const county = await startCounty({
      db,
      port,
      host,
      demo,
      requireSync,
      report,
      ...(tls === undefined ? {} : { tls }),
    });
    if (tls === undefined && !isLoopback(host))
      report(`${host} without --tls-cert; terminals take http: addresses for loopback only`);
    // Before anybody is told that this is ready: a signal may follow at once.
    const stopped = untilStopped();
    out(`county ready: ${county.url}`);
    const diary = await keepDiary(county.store, out, report);
    await stopped;
    await diary.stop();
    await county.close();
    return 0;
  },
});

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
