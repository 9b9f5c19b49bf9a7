import { METHODS } from '../../../../shared/view/view.ts';
import { NOW, type Own, PERSON, shape, type Stories, story } from './story.ts';

const result: Own<'result'> = {
  screen: 'result',
  outcome: 'accepted',
  method: 'face',
  reason: null,
  wasSuspended: false,
  ...PERSON,
  certificateNo: '9901012611230482',
  validThrough: '2027-10',
  occurredAt: NOW + 60_000,
  counter: '3号窗口',
  receipt: 'offered',
  strip: { tone: 'plain', key: 'county-received' },
};
const refused: Own<'result'> = {
  ...result,
  outcome: 'ineligible',
  method: null,
  certificateNo: null,
  validThrough: null,
  receipt: 'none',
  strip: { tone: 'plain', key: 'nothing-recorded' },
};

export const RESULT: Stories<'result'> = [
  story('result, accepted', result),
  shape('result, accepted, suspended', { ...result, wasSuspended: true }),
  ...(
    [
      'printing',
      'printed',
      'paper-out',
      'printer-trouble',
      'unconfirmed',
      'no-printer',
      'later',
      'none',
    ] as const
  ).map((receipt) => story<'result'>(`result, ${receipt}`, { ...result, receipt }, receipt === 'paper-out')),
  ...METHODS.map((method) =>
    story<'result'>(
      `result, submitted, ${method}`,
      {
        ...result,
        outcome: 'submitted',
        method,
        strip: { tone: 'plain', key: 'officer-will-look' },
      },
      method === 'witness',
    ),
  ),
  ...METHODS.map((method) =>
    story<'result'>(method === 'face' ? 'result, queued' : `result, queued, ${method}`, {
      ...result,
      outcome: 'queued',
      method,
      demo: true,
      strip: { tone: 'heed', key: 'county-will-receive' },
    }),
  ),
  story('result, queued, typed', {
    ...result,
    outcome: 'queued',
    method: 'visit',
    maskedName: '',
    receipt: 'printer-trouble',
  }),
  story('result, queued, no paper', { ...result, outcome: 'queued', receipt: 'paper-out' }),
  ...(
    [
      'deceased',
      'transferred',
      'sealed',
      'not-yet-receiving',
      'unknown-person',
      'county-refused',
      'demo-refused',
    ] as const
  ).map((reason) =>
    story<'result'>(`result, ineligible, ${reason}`, { ...refused, reason }, reason === 'deceased'),
  ),
  story('result, not saved', { ...refused, outcome: 'not-saved', reason: 'disk' }),
];
