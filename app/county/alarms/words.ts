import type { CountyEvent } from '../audit/chain/append.ts';

type Details = Readonly<Record<string, unknown>>;

/**
 * What an event says to an officer, with what to do; `undefined` where nobody has to look into it. An event
 * of the catalogue that is not here does not compile. Of the same words about the same sender one line is
 * shown, however often it happened.
 */
export const ALARMS: Readonly<Record<CountyEvent['event'], ((details: Details) => string) | undefined>> = {
  'record-conflict': ({ kind }) =>
    kind === 'certificate'
      ? 'a record under the number of another one was put aside; both are kept, look at both people'
      : 'a record that contradicts one already held was put aside; look whether its store was copied',
  'record-signature-wrong': () =>
    'records came with a wrong signature; look whether its store is damaged or somebody else sends in its name',
  'certificate-number-wrong': ({ fault }) =>
    fault === 'terminal'
      ? 'a certification came under the number of another terminal and was refused; look who has this machine'
      : 'a certification came under a number that cannot be and was refused; look at its clock and its store',
  'certificate-number-reclaimed': () =>
    'a number that this terminal had taken from another went back to its owner; look who has this machine',
  'store-rolled-back': () =>
    'runs on an old copy of its store; look what was certified there since, the numbers go on by themselves',
  'enrolment-refused': () =>
    'tried enrolment codes that are not good; issue a new code if it was your own machine',
  'request-refused': ({ reason }) => `requests were refused (${REFUSED[String(reason)] ?? String(reason)})`,
  'lookup-walking': () =>
    'asks about far more people than come to a hall; look who has this machine, and revoke it if nobody knows',
  'chain-differs-from-witness': () =>
    'had heard of an audit row that this county does not hold: the database was put back or made anew; verify with the noted fingerprints',
  'terminal-chain-rolled-back': () =>
    'told of an earlier end of its own audit chain than before; run audit verify on that machine',
  'name-not-drawn': ({ characters }) =>
    `a name holds ${String(characters)}, which no font of this release draws: screens and papers show a box there; install a release that has it`,
  'alarms-acknowledged': undefined,
  'state-sealed': undefined,
  'county-created': undefined,
  'county-changed': undefined,
  'county-seeded': undefined,
  'enrolment-code-issued': undefined,
  'terminal-enrolled': undefined,
  'terminal-revoked': undefined,
  'certification-recorded': undefined,
  'record-taken': undefined,
  'certification-reviewed': undefined,
  'persons-imported': undefined,
  'contributions-imported': undefined,
  'settlement-committed': undefined,
  'payments-committed': undefined,
  'accounts-corrected': undefined,
  'run-abandoned': undefined,
  'lookups-sealed': undefined,
  'personal-data-export-begun': undefined,
  'personal-data-exported': undefined,
};

const REFUSED: Readonly<Record<string, string>> = {
  malformed: 'they make no sense',
  'unknown-terminal': 'from a terminal that is not enrolled here',
  'bad-signature': 'signed with another key',
  revoked: 'from a terminal that was revoked',
  stale: 'too old, or sent a second time; its clock may be wrong',
  'too-large': 'too large',
  'too-often': 'more than any hall has reason to ask',
};
