import { main } from '../../cli/run.ts';
import type { Program } from '../../cli/command.ts';
import { optional } from '../../cli/parameter.ts';
import { FILE, FOLDER } from '../../cli/values.ts';
import { KEYS_FOLDER } from '../keys/choose.ts';
import { PASSPHRASE_FILE } from '../keys/passphrase.ts';
import { failure } from './command.ts';

/** `npm run county -- …`: the county's service, and all that is done to its database by hand. */
export const county: Program = {
  name: 'county',
  about: "Runs the county's service, and does by hand what its database needs.",
  load: async () => ({
    verbs: {
      serve: {
        about: 'runs the service that terminals and offices talk to',
        load: async () => (await import('./serve.ts')).serve,
      },
      init: {
        about: 'names the county of a new database, or renames it',
        load: async () => (await import('./init.ts')).init,
      },
      'enrol-terminal': {
        about: 'prints a one-time code with which a terminal signs up',
        load: async () => (await import('./enrol-terminal.ts')).enrolTerminal,
      },
      'revoke-terminal': {
        about: 'takes nothing more from a terminal, such as a stolen one',
        load: async () => (await import('./revoke-terminal.ts')).revokeTerminal,
      },
      seed: {
        about: 'fills an empty database with the synthetic county of the demo',
        load: async () => (await import('./seed.ts')).seedCommand,
      },
      import: {
        about: 'takes persons or contributions from a CSV file',
        load: async () => (await import('./import.ts')).importGroup,
      },
      export: {
        about: 'writes CSV with full values to stdout',
        load: async () => (await import('./export.ts')).exportCommand,
      },
      correct: {
        about: 'corrects contributions that were posted wrong',
        load: async () => (await import('./correct.ts')).correctCommand,
      },
      settle: {
        about: 'settles the interest of the years not settled yet (结息)',
        load: async () => (await import('./settle.ts')).settle,
      },
      pay: {
        about: 'pays the pensions of one month (发放)',
        load: async () => (await import('./pay.ts')).pay,
      },
      review: {
        about: 'shows and decides the certifications that wait for an officer',
        load: async () => (await import('./review.ts')).reviewGroup,
      },
      alarms: {
        about: 'shows what somebody has to look into, and takes note of it',
        load: async () => (await import('./alarms.ts')).alarmsGroup,
      },
      backup: {
        about: 'makes a checked safety copy of a database that may be in use',
        load: async () => (await import('./backup.ts')).backup,
      },
      restore: {
        about: 'puts a checked safety copy in place',
        load: async () => (await import('./restore.ts')).restore,
      },
      fingerprint: {
        about: 'prints the fingerprint of the audit chain, for the paper book',
        load: async () => (await import('./fingerprint.ts')).fingerprintCommand,
      },
      'public-key': {
        about: "prints the key that verifies the county's papers",
        load: async () => (await import('./public-key.ts')).publicKey,
      },
      keys: {
        about: "shows, seals and copies the file with the county's keys",
        load: async () => (await import('./keys.ts')).keysGroup,
      },
    },
  }),
  everywhere: {
    keys: optional(FOLDER, `the folder of the county's keys, as the variable ${KEYS_FOLDER}`),
    passphraseFile: optional(FILE, `holds the passphrase of the keys, as the variable ${PASSPHRASE_FILE}`),
  },
  begin(verb, { keys, passphraseFile }) {
    if (typeof keys === 'string') process.env[KEYS_FOLDER] = keys;
    if (typeof passphraseFile === 'string') process.env[PASSPHRASE_FILE] = passphraseFile;
    // PostgreSQL shows whose connection it is: to an administrator, and to whoever waits for it.
    process.env['PGAPPNAME'] ??= `songbai ${verb}`;
  },
  failure,
};

if (import.meta.main) {
  // Whatever a command writes holds people's data: for its owner alone, even where nobody thought of a mode.
  process.umask(0o077);
  await main(county);
}
