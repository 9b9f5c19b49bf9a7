import { KEYS_FOLDER } from '../keys/choose.ts';
import { PASSPHRASE_FILE } from '../keys/passphrase.ts';
import type { Command, Terminal } from './command.ts';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import { badArguments, failure, HelpAsked } from './command.ts';

/** Loaded when asked for: a review does not wait for the web server to load. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  init: async () => (await import('./init.ts')).init,
  'enrol-terminal': async () => (await import('./enrol-terminal.ts')).enrolTerminal,
  'revoke-terminal': async () => (await import('./revoke-terminal.ts')).revokeTerminal,
  seed: async () => (await import('./seed.ts')).seedCommand,
  import: async () => (await import('./import.ts')).importCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  correct: async () => (await import('./correct.ts')).correctCommand,
  settle: async () => (await import('./settle.ts')).settle,
  pay: async () => (await import('./pay.ts')).pay,
  review: async () => (await import('./review.ts')).reviewCommand,
  alarms: async () => (await import('./alarms.ts')).alarmsCommand,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  fingerprint: async () => (await import('./fingerprint.ts')).fingerprintCommand,
  'public-key': async () => (await import('./public-key.ts')).publicKey,
  keys: async () => (await import('./keys.ts')).keysCommand,
};

/** What every command takes, and which variable of the environment says the same. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  '--keys': KEYS_FOLDER,
  '--passphrase-file': PASSPHRASE_FILE,
};

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
  watched: process.stderr.isTTY,
};

// Whatever a command writes holds people's data: for its owner alone, even where nobody thought of a mode.
process.umask(0o077);
process.exitCode = await run(process.argv.slice(2));

async function run([name, ...args]: readonly string[]): Promise<number> {
  const load = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const known = Object.keys(COMMANDS).join(', ');
  if (load === undefined && asksForHelp([name ?? ''])) {
    terminal.out(`county -- COMMAND … ; commands are ${known}; "county -- COMMAND --help" tells more`);
    return 0;
  }
  if (name === undefined || load === undefined) {
    const what = name === undefined ? 'a command is missing' : `there is no command ${JSON.stringify(name)}`;
    terminal.error(`county: ${what}; commands are ${known}`);
    return 2;
  }
  // PostgreSQL shows whose connection it is: to an administrator, and to whoever waits for it.
  process.env['PGAPPNAME'] ??= `songbai ${name}`;
  try {
    const command = await load();
    return await command(takeSettings(args), terminal);
  } catch (error) {
    if (error instanceof HelpAsked) {
      terminal.out(error.message);
      return 0;
    }
    const { exitCode, line } = failure(error);
    terminal.error(`county ${name}: ${line}`);
    return exitCode;
  }
}

/** Puts `--keys DIR` and the like where the environment has them, and leaves the rest to the command. */
function takeSettings(args: readonly string[]): readonly string[] {
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const [option = '', ...given] = word.split('=');
    const variable = Object.hasOwn(EVERYWHERE, option) ? EVERYWHERE[option] : undefined;
    if (variable === undefined) {
      rest.push(word);
      continue;
    }
    if (given.length === 0) at += 1;
    const value = given.length === 0 ? args[at] : given.join('=');
    if (value === undefined || value === '' || value.startsWith('--'))
      throw badArguments(`${option} needs a value; name a ${option === '--keys' ? 'folder' : 'file'}`);
    process.env[variable] = value;
  }
  return rest;
}
