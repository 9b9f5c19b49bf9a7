import { dateOf, monthInChinese, timeOfDay } from '../../../shared/dates/month.ts';
import { maskIdNumber, maskName } from '../../../shared/identity/mask.ts';
import type { WaitingReason } from '../../../shared/records/certification.ts';
import type { Group } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { text } from '../../cli/values.ts';
import type { ReviewError, Verdict, Waiting } from '../certifications/review.ts';
import { listWaiting, review } from '../certifications/review.ts';
import { currentPolicy } from '../settings/policy.ts';
import { DB, OPERATOR, policies, REASON, withStore } from './command.ts';

const list = command({
  effect: 'reads',
  args: {},
  options: { db: DB },
  examples: ['--db sqlite:county.db'],
  more: 'Number, way, time, masked person, terminal and reason, with tabs between.',
  async run({ db }, { out, error }) {
    const waiting = await withStore(db, listWaiting);
    for (const one of waiting) out(line(one));
    error(`${waiting.length} waiting`);
    return 0;
  },
});

const accept = verdict('accepted', '9901010012345678 --operator 王办 --reason 核实 --db sqlite:county.db');
const refuse = verdict('refused', '9901010012345678 --operator 王办 --reason 证件不符 --db sqlite:county.db');

/** The queue of certifications that wait for an officer, and the officer's word on one. */
export const reviewGroup: Group = {
  verbs: {
    list: { about: 'shows the certifications that wait', load: async () => list },
    accept: { about: 'lets one count', load: async () => accept },
    refuse: { about: 'lets one not count', load: async () => refuse },
  },
};

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

function verdict(decision: Verdict['decision'], example: string) {
  return command({
    effect: 'changes',
    args: { certificateNo: required(text('NUMBER'), 'of the certificate, as "review list" shows it') },
    options: { operator: OPERATOR, reason: REASON, db: DB },
    examples: [example],
    async run({ certificateNo, operator, reason, db }, { out }) {
      const book = policies();
      const reviewed = await withStore(db, async (store) =>
        review(store, await currentPolicy(store.db, store, book), {
          certificateNo,
          decision,
          operator,
          reason,
        }),
      );
      if (!reviewed.ok) throw failed(`${certificateNo}: ${inWords(reviewed.error)}`);
      const { validThrough, resumptionProposed } = reviewed.value;
      const through = validThrough === null ? '' : `, 有效期至 ${monthInChinese(validThrough)}`;
      out(`${decision} ${certificateNo}${through}${resumptionProposed ? ', resumption proposed' : ''}`);
      return 0;
    },
  });
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
