import { dateOf, monthInChinese, timeOfDay } from '../../../shared/dates/month.ts';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import { maskIdNumber, maskName } from '../../../shared/identity/mask.ts';
import type { WaitingReason } from '../../../shared/records/certification.ts';
import type { ReviewError, Verdict, Waiting } from '../certifications/review.ts';
import { listWaiting, review } from '../certifications/review.ts';
import { currentPolicy, readPolicies } from '../settings/policy.ts';
import type { Command, Terminal } from './command.ts';
import {
  badArguments,
  CommandError,
  HelpAsked,
  parseOptions,
  required,
  withStore,
  words,
} from './command.ts';

const LIST = '"review list --db …"';
const DECIDE = '"review accept|refuse NUMBER --operator NAME --reason … --db …"';

/** The queue of certifications that wait for an officer, and the officer's word on one. */
export const reviewCommand: Command = async ([verb, ...args], terminal) => {
  if (verb === 'list') return await list(args, terminal);
  if (verb === 'accept') return await decide('accepted', args, terminal);
  if (verb === 'refuse') return await decide('refused', args, terminal);
  if (asksForHelp([verb ?? ''])) throw new HelpAsked(`county -- ${LIST} or ${DECIDE}`.replaceAll('"', ''));
  const what = verb === undefined ? 'list, accept or refuse is missing' : `there is no "${verb}"`;
  throw badArguments(`${what}; write ${LIST} or ${DECIDE}`);
};

async function list(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, LIST);
  words(positionals, 0, LIST);
  const waiting = await withStore(required(values.db, '--db', LIST), listWaiting);
  for (const one of waiting) terminal.out(line(one));
  terminal.error(`${waiting.length} waiting`);
  return 0;
}

/** Number first, tabs between, person masked: this stands on a screen that others can see. */
function line(waiting: Waiting): string {
  const { certificateNo, method, occurredAt, idNumber, name, terminal } = waiting;
  const when = `${dateOf(occurredAt)} ${timeOfDay(occurredAt)}`;
  const columns = [certificateNo, method, when, maskIdNumber(idNumber), maskName(name), terminal];
  return [...columns, whyItWaits(waiting)].join('\t');
}

function whyItWaits({ reason, method, revoked }: Waiting): string {
  const why = reason === null ? (WAY[method] ?? '') : WHY[reason];
  return revoked ? `${why}; its terminal was revoked since` : why;
}

/** Nothing against it but the way itself. */
const WAY: Readonly<Record<string, string>> = {
  witness: 'a relative vouches for the person',
  visit: 'the person asks for a visit',
  counter: 'the person comes to the counter',
};

const WHY: Readonly<Record<WaitingReason, string>> = {
  'no-card': 'the number was typed, no card was seen',
  'name-differs': 'the name on the card is not the one on the roster',
  'no-liveness': 'nothing shows that somebody stood before the camera',
  'liveness-doubtful': 'the attempt before the camera took less or more time than it can',
  'no-consent': 'no consent to the use of the face',
  'time-doubtful': 'dated before its terminal was enrolled or the person born',
  'witness-number-wrong': "the witness's number has a wrong check digit",
  'witness-deceased': 'the witness is deceased by the roster',
  'witness-name-differs': "the witness's name is not the one on the roster",
  'witness-unknown': 'the witness is not on the roster',
  'no-phone': 'the person asks for a visit; no telephone number is known',
};

async function decide(
  decision: Verdict['decision'],
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const { values, positionals } = parseOptions(
    args,
    { operator: { type: 'string' }, reason: { type: 'string' }, db: { type: 'string' } },
    DECIDE,
  );
  const [certificateNo = ''] = words(positionals, 1, DECIDE);
  const operator = required(values.operator, '--operator', DECIDE);
  const reason = required(values.reason, '--reason', DECIDE);
  const book = readPolicies();
  if (!book.ok) throw new CommandError(1, book.error);
  const reviewed = await withStore(required(values.db, '--db', DECIDE), async (store) =>
    review(store, await currentPolicy(store.db, store, book.value), {
      certificateNo,
      decision,
      operator,
      reason,
    }),
  );
  if (!reviewed.ok) throw new CommandError(1, `${certificateNo}: ${inWords(reviewed.error)}`);
  const { validThrough, resumptionProposed } = reviewed.value;
  const through = validThrough === null ? '' : `, 有效期至 ${monthInChinese(validThrough)}`;
  terminal.out(`${decision} ${certificateNo}${through}${resumptionProposed ? ', resumption proposed' : ''}`);
  return 0;
}

function inWords(error: ReviewError): string {
  switch (error.kind) {
    case 'no-such-certificate':
      return 'no certification has this number; see "review list"';
    case 'not-waiting':
      return error.by === 'rule'
        ? `was ${error.decision} automatically and waits for nobody`
        : `was ${error.decision} by ${error.by} already`;
    case 'not-certifiable':
      return `cannot be accepted, the person is ${error.reason}; refuse it with that reason`;
  }
}
