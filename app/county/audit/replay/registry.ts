import { certifications } from './certifications.ts';
import { conflicts } from './conflicts.ts';
import { county } from './county.ts';
import type { EventName, ReplaySite } from './replay.ts';
import { enrolmentCodes } from './enrolment-codes.ts';
import { ledger } from './ledger.ts';
import { lookups } from './lookups.ts';
import { persons } from './persons.ts';
import { terminals } from './terminals.ts';
import { witnesses } from './witnesses.ts';

/** The parts of a county that are replayed, in the order in which they are compared. */
export function startDomains(site: ReplaySite) {
  return {
    county: county(site),
    terminals: terminals(site),
    codes: enrolmentCodes(site),
    certifications: certifications(site),
    conflicts: conflicts(site),
    persons: persons(site),
    ledger: ledger(site),
    lookups: lookups(site),
    witnesses: witnesses(),
  };
}

type DomainName = keyof ReturnType<typeof startDomains>;

/** Tells what happened and leaves no row that could be held against it. */
const TELLS_ONLY: readonly DomainName[] = [];

/** Who reads which event. An event of the catalogue that is not here does not compile. */
export const READ_BY: Readonly<Record<EventName, readonly DomainName[]>> = {
  'state-sealed': ['terminals', 'codes', 'certifications', 'conflicts', 'persons', 'ledger'],
  'county-created': ['county'],
  'county-changed': ['county'],
  'enrolment-code-issued': ['codes'],
  'terminal-enrolled': ['terminals', 'codes'],
  'terminal-revoked': ['terminals'],
  'certification-recorded': ['certifications'],
  'certification-reviewed': ['certifications'],
  'record-conflict': ['conflicts'],
  'certificate-number-wrong': ['conflicts'],
  'certificate-number-reclaimed': ['certifications'],
  'persons-imported': ['persons'],
  'county-seeded': ['persons'],
  'contributions-imported': ['ledger'],
  'settlement-committed': ['ledger'],
  'payments-committed': ['ledger'],
  'accounts-corrected': ['ledger'],
  'run-abandoned': TELLS_ONLY,
  'record-signature-wrong': TELLS_ONLY,
  'store-rolled-back': TELLS_ONLY,
  'lookups-sealed': ['lookups'],
  'lookup-walking': TELLS_ONLY,
  'enrolment-refused': TELLS_ONLY,
  'request-refused': TELLS_ONLY,
  'chain-differs-from-witness': ['witnesses'],
  'terminal-chain-rolled-back': ['witnesses'],
  'alarms-acknowledged': ['witnesses'],
  'personal-data-export-begun': TELLS_ONLY,
  'personal-data-exported': TELLS_ONLY,
};
