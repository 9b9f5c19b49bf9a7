import type { Command, Terminal } from './command.ts';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import { failure, HelpAsked } from './command.ts';

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
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  'public-key': async () => (await import('./public-key.ts')).publicKey,
};

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
  watched: process.stderr.isTTY,
};

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
  try {
    const command = await load();
    return await command(args, terminal);
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
