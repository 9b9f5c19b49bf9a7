import { type KioskView, stripSchema, type ViewOf, viewSchema } from '../../../shared/view/view.ts';

/** Views as a terminal could send them: at least one a screen, and the awkward ones. People are invented. */
export interface Story {
  readonly name: string;
  readonly view: KioskView;
}

/** 2026-11-23 10:42 in China. */
export const NOW = Date.UTC(2026, 10, 23, 2, 42);

const FRAME = {
  page: 1,
  county: { name: '柏坪县社保大厅', terminal: '1 号机' },
  demo: false,
  now: NOW,
  ease: { text: 0, contrast: false, voice: 'off', language: 'zh-CN' },
  strip: { tone: 'plain', key: 'all-well' },
} as const satisfies Partial<KioskView>;

const PERSON = { maskedName: '李＊珍', maskedNumber: '990***********2416' } as const;

type Own<V> = V extends KioskView
  ? Omit<V, keyof typeof FRAME> & Partial<Pick<KioskView, keyof typeof FRAME>>
  : never;

function story(name: string, own: Own<KioskView>): Story {
  return { name, view: viewSchema.parse({ ...FRAME, ...own }) };
}

const home: Own<ViewOf<'home'>> = { screen: 'home', open: ['certify'], reader: true };
const identify: Own<ViewOf<'identify'>> = {
  screen: 'identify',
  whose: 'own',
  reading: false,
  provisionalName: null,
  trouble: null,
};
const already: Own<ViewOf<'already-certified'>> = {
  screen: 'already-certified',
  maskedName: PERSON.maskedName,
  validThrough: '2027-10',
  pending: false,
  reprint: null,
};
const consent: Own<ViewOf<'consent'>> = {
  screen: 'consent',
  maskedName: PERSON.maskedName,
  paper: 'ok',
  receiptChoice: 'print',
  camera: true,
};
const capture: Own<ViewOf<'capture'>> = {
  screen: 'capture',
  instruction: 'get-ready',
  hint: null,
  step: 1,
  steps: 3,
  attempt: 1,
};
const fallback: Own<ViewOf<'fallback'>> = {
  screen: 'fallback',
  ...PERSON,
  reason: 'not-seen',
  retry: true,
};
const result: Own<ViewOf<'result'>> = {
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
const refused: Own<ViewOf<'result'>> = {
  ...result,
  outcome: 'ineligible',
  method: null,
  certificateNo: null,
  validThrough: null,
  receipt: 'none',
  strip: { tone: 'plain', key: 'nothing-recorded' },
};

export const STORIES: readonly Story[] = [
  story('home', home),
  story('home, all open', {
    ...home,
    open: ['certify', 'account', 'print', 'contribute', 'enrol', 'claim', 'progress'],
  }),
  story('home, no reader', { ...home, reader: false, strip: { tone: 'heed', key: 'reader-absent' } }),
  story('home, nothing open, no paper, demo', {
    ...home,
    open: [],
    demo: true,
    county: { name: '玉龙纳西族自治县社会保险中心', terminal: '县社保大厅 1 号机' },
    strip: { tone: 'heed', key: 'paper-out' },
  }),
  ...stripSchema.shape.key.options.map((key) =>
    story(`strip ${key}`, { ...home, strip: { tone: 'heed', key } }),
  ),
  story('identify', identify),
  story('identify, reading', { ...identify, reading: true }),
  story('identify, name', { ...identify, reading: true, provisionalName: '李秀珍' }),
  story('identify, undrawn name', { ...identify, reading: true, provisionalName: '张\u9fff\u{2ebf1}' }),
  story('identify, rare name', { ...identify, reading: true, provisionalName: '䶮𬌗𪚥𫠊' }),
  story('identify, foreign name', {
    ...identify,
    reading: true,
    provisionalName: 'MARIA ALEJANDRA FERNANDEZ DE LA CRUZ GONZALEZ',
  }),
  story('identify, minority name', { ...identify, reading: true, provisionalName: '买买提·阿卜杜热合曼江' }),
  story('identify, witness', { ...identify, whose: 'witness' }),
  story('identify, witness, reader-lost', { ...identify, whose: 'witness', trouble: 'reader-lost' }),
  ...(
    [
      'moved',
      'not-an-id-card',
      'not-genuine',
      'garbled',
      'unreadable',
      'same-person',
      'expired',
      'reader-lost',
    ] as const
  ).map((trouble) => story(`identify, ${trouble}`, { ...identify, trouble })),
  story('enter-number, empty', { screen: 'enter-number', what: 'id-number', typed: '', trouble: null }),
  story('enter-number, foreign', {
    screen: 'enter-number',
    what: 'id-number',
    typed: 'UTO110',
    trouble: null,
  }),
  story('enter-number, half', {
    screen: 'enter-number',
    what: 'id-number',
    typed: '9901011946',
    trouble: null,
  }),
  story('enter-number, wrong', {
    screen: 'enter-number',
    what: 'id-number',
    typed: '99010119460312001X',
    trouble: 'check-digit',
  }),
  story('enter-number, short', {
    screen: 'enter-number',
    what: 'id-number',
    typed: '9901',
    trouble: 'incomplete',
  }),
  story('enter-number, phone', { screen: 'enter-number', what: 'phone', typed: '1390000', trouble: null }),
  story('enter-number, phone short', {
    screen: 'enter-number',
    what: 'phone',
    typed: '1390000',
    trouble: 'incomplete',
  }),
  story('confirm-identity', { screen: 'confirm-identity', ...PERSON, busy: false }),
  story('confirm-identity, busy', { screen: 'confirm-identity', ...PERSON, busy: true }),
  story('confirm-identity, foreign', {
    screen: 'confirm-identity',
    maskedName: 'M＊＊＊＊Z',
    maskedNumber: '990********0708',
    busy: false,
  }),
  story('already-certified', already),
  ...(['offered', 'printing', 'printed', 'trouble', 'unconfirmed'] as const).map((reprint) =>
    story(`already-certified, ${reprint}`, { ...already, reprint, pending: reprint === 'offered' }),
  ),
  story('confirm-identity, undrawn', {
    screen: 'confirm-identity',
    maskedName: '\u{2ebf1}＊\u9fff',
    maskedNumber: PERSON.maskedNumber,
    busy: false,
  }),
  story('consent', consent),
  story('consent, no paper', {
    ...consent,
    paper: 'out',
    receiptChoice: 'later',
    strip: { tone: 'heed', key: 'paper-out' },
  }),
  story('consent, no printer, no camera', { ...consent, paper: 'no-printer', camera: false }),
  story('capture', capture),
  ...(['look', 'blink', 'mouth', 'turn-left', 'turn-right', 'thanks', 'once-more', 'wait'] as const).map(
    (instruction) => story(`capture, ${instruction}`, { ...capture, instruction, step: 2 }),
  ),
  ...(
    [
      'no-face',
      'too-many-faces',
      'too-far',
      'too-dark',
      'too-bright',
      'face-the-screen',
      'take-your-time',
    ] as const
  ).map((hint) => story(`capture, ${hint}`, { ...capture, instruction: 'blink', hint, step: 3 })),
  story('fallback', fallback),
  ...(
    [
      'no-movement',
      'flat',
      'many-faces',
      'no-camera',
      'declined',
      'chosen',
      'card-expired',
      'no-card',
    ] as const
  ).map((reason) =>
    story(`fallback, ${reason}`, {
      ...fallback,
      reason,
      retry: reason !== 'no-camera',
      ...(reason === 'no-card' ? { maskedName: '' } : {}),
    }),
  ),
  story('working, saving', { screen: 'working', what: 'saving' }),
  story('working, reporting', { screen: 'working', what: 'reporting' }),
  story('result, accepted', result),
  story('result, accepted, suspended', { ...result, wasSuspended: true }),
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
  ).map((receipt) => story(`result, ${receipt}`, { ...result, receipt })),
  ...(['face', 'witness', 'visit', 'counter'] as const).map((method) =>
    story(`result, submitted, ${method}`, {
      ...result,
      outcome: 'submitted',
      method,
      strip: { tone: 'plain', key: 'officer-will-look' },
    }),
  ),
  ...(['face', 'witness', 'visit', 'counter'] as const).map((method) =>
    story(method === 'face' ? 'result, queued' : `result, queued, ${method}`, {
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
  ).map((reason) => story(`result, ineligible, ${reason}`, { ...refused, reason })),
  story('result, not saved', { ...refused, outcome: 'not-saved', reason: 'disk' }),
  story('still-here', { screen: 'still-here' }),
  ...(
    [
      'starting',
      'not-enrolled',
      'revoked',
      'disk',
      'store-damaged',
      'rolled-back',
      'no-reader',
      'internal',
    ] as const
  ).map((reason) =>
    story(`out-of-service, ${reason}`, {
      screen: 'out-of-service',
      reason,
      nearest: '右手边 2 号机，或到 3 号窗口',
      strip: { tone: 'heed', key: 'reader-no-answer' },
    }),
  ),
];

export function storyNamed(name: string): KioskView {
  const found = STORIES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no story named ${name}`);
  return found.view;
}
