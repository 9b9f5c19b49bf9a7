import * as z from 'zod/mini';

/**
 * The whole of what the screen is told: one flat object, matched on `screen`, never on paths of a
 * state machine. Personal data arrives masked. The terminal validates what it sends, the screen what
 * it receives; both from this file. `zod/mini` keeps the screen's first load small.
 */
const month = z.string().check(z.regex(/^\d{4}-\d{2}$/));
const shortText = z.string().check(z.maxLength(120));

/** How the visit is shown: holds for this visit only. */
export const easeSchema = z.object({
  /** 大字: 0 as drawn, 1 larger, 2 largest. */
  text: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  /** 高对比 */
  contrast: z.boolean(),
  /** 语音: sentences are spoken, `private` (耳机) with names, numbers and reasons, which the hall must not hear. */
  voice: z.enum(['off', 'aloud', 'private']),
  language: z.enum(['zh-CN', 'en']),
});
export type Ease = z.infer<typeof easeSchema>;

/** The state strip: one true sentence. Device trouble first, otherwise where this visit stands. */
export const stripSchema = z.object({
  tone: z.enum(['plain', 'heed']),
  /** Catalogue key below `strip.`. */
  key: z.enum([
    'all-well',
    'offline',
    'reader-absent',
    'reader-no-answer',
    'reader-slow',
    'printer-absent',
    'printer-no-answer',
    'printer-cover',
    'printer-fault',
    'paper-out',
    'paper-low',
    'camera-absent',
    'clock-untrusted',
    'county-received',
    'county-will-receive',
    'officer-will-look',
    'nothing-recorded',
    'not-accepted',
    'take-card-back',
    'card-left',
  ]),
});
export type Strip = z.infer<typeof stripSchema>;

export const SERVICES = ['certify', 'account', 'print', 'contribute', 'enrol', 'claim', 'progress'] as const;
export type Service = (typeof SERVICES)[number];

/** Shared by every screen. */
const frame = {
  /** Grows by one with every change of screen. An intent names the page it was tapped on. */
  page: z.int(),
  county: z.object({ name: shortText, terminal: shortText }),
  demo: z.boolean(),
  /** Terminal's wall clock, ms since the epoch; the screen shows it in CST and ticks on from it. */
  now: z.number(),
  ease: easeSchema,
  strip: stripSchema,
};

const receiptChoice = z.enum(['print', 'later', 'none']);
export type ReceiptChoice = z.infer<typeof receiptChoice>;

export const METHODS = ['face', 'witness', 'visit', 'counter'] as const;

const home = z.object({
  ...frame,
  screen: z.literal('home'),
  /** Services that work on this machine now; all others are shown as 此机暂未开通，请到窗口办理. */
  open: z.array(z.enum(SERVICES)),
  /** Cards can be read: nobody is asked to put one down who would wait for nothing. */
  reader: z.boolean(),
});

const identify = z.object({
  ...frame,
  screen: z.literal('identify'),
  /** Whose card: the person's own, or the relative's who bears witness. */
  whose: z.enum(['own', 'witness']),
  reading: z.boolean(),
  /** As soon as its bytes are in; shown as provisional. Full name, as it stands on the card in hand. */
  provisionalName: z.nullable(shortText),
  trouble: z.nullable(
    z.enum([
      'moved',
      'not-an-id-card',
      'not-genuine',
      'garbled',
      'unreadable',
      'same-person',
      /** The relative's card; one's own only closes the face. */
      'expired',
      'reader-lost',
    ]),
  ),
});

/** 没带卡 (an ID number) or 预约上门 (a telephone number), on a keypad. */
const enterNumber = z.object({
  ...frame,
  screen: z.literal('enter-number'),
  what: z.enum(['id-number', 'phone']),
  /** What was typed so far; at most 18 characters. */
  typed: z.string().check(z.maxLength(18)),
  trouble: z.nullable(z.enum(['incomplete', 'check-digit'])),
});

const confirmIdentity = z.object({
  ...frame,
  screen: z.literal('confirm-identity'),
  maskedName: shortText,
  maskedNumber: shortText,
  /** The county is being asked; keys rest. */
  busy: z.boolean(),
});

const alreadyCertified = z.object({
  ...frame,
  screen: z.literal('already-certified'),
  maskedName: shortText,
  validThrough: month,
  /** Certified on this machine and not yet with the county. */
  pending: z.boolean(),
  /** A receipt of this person that was promised and not printed: 补打回执 is offered. */
  reprint: z.nullable(z.enum(['offered', 'printing', 'printed', 'trouble', 'unconfirmed'])),
});

const consent = z.object({
  ...frame,
  screen: z.literal('consent'),
  maskedName: shortText,
  /** Paper is out (or the printer silent): said here, before anything is promised. */
  paper: z.enum(['ok', 'out', 'no-printer']),
  receiptChoice,
  /** The camera is missing: 同意并开始 rests, the other ways stay. */
  camera: z.boolean(),
});

const capture = z.object({
  ...frame,
  screen: z.literal('capture'),
  /** One instruction at a time. `get-ready` before, `wait` while deciding. */
  instruction: z.enum([
    'get-ready',
    'look',
    'blink',
    'mouth',
    'turn-left',
    'turn-right',
    'thanks',
    'once-more',
    'wait',
  ]),
  hint: z.nullable(
    z.enum([
      'no-face',
      'too-many-faces',
      'too-far',
      'too-dark',
      'too-bright',
      'face-the-screen',
      'take-your-time',
    ]),
  ),
  /** 1-based; the steps to come are not named. */
  step: z.int(),
  steps: z.int(),
  attempt: z.int(),
});

const fallback = z.object({
  ...frame,
  screen: z.literal('fallback'),
  /** Empty where the number was typed. */
  maskedName: shortText,
  maskedNumber: shortText,
  reason: z.enum([
    'not-seen',
    'no-movement',
    'flat',
    'many-faces',
    'no-camera',
    'declined',
    'chosen',
    'card-expired',
    'no-card',
  ]),
  /** 再试一次 is there unless face certification cannot work for this visit. */
  retry: z.boolean(),
});

/** Saving and reporting; nothing can be pressed and nothing counts as idle. */
const working = z.object({
  ...frame,
  screen: z.literal('working'),
  what: z.enum(['saving', 'reporting']),
});

const result = z.object({
  ...frame,
  screen: z.literal('result'),
  /** accepted 认证成功 · submitted 已受理 · queued 已受理，待上传 · ineligible: the reason · not-saved: nothing was recorded. */
  outcome: z.enum(['accepted', 'submitted', 'queued', 'ineligible', 'not-saved']),
  method: z.nullable(z.enum(METHODS)),
  reason: z.nullable(
    z.enum([
      'deceased',
      'transferred',
      'sealed',
      'not-yet-receiving',
      'unknown-person',
      'county-refused',
      'disk',
      'demo-refused',
    ]),
  ),
  /** Certifying also proposes that payment resumes. */
  wasSuspended: z.boolean(),
  maskedName: shortText,
  maskedNumber: shortText,
  certificateNo: z.nullable(z.string()),
  validThrough: z.nullable(month),
  /** ms since the epoch. */
  occurredAt: z.number(),
  /** Where to walk to, as the county names it: `3号窗口`. */
  counter: shortText,
  receipt: z.enum([
    'offered',
    'printing',
    'printed',
    'paper-out',
    'printer-trouble',
    /** It began and did not confirm: whether paper came out, only the person can see. */
    'unconfirmed',
    'no-printer',
    'later',
    'none',
  ]),
});

/** 我还在 */
const stillHere = z.object({ ...frame, screen: z.literal('still-here') });

const outOfService = z.object({
  ...frame,
  screen: z.literal('out-of-service'),
  reason: z.enum([
    'starting',
    'not-enrolled',
    'revoked',
    'disk',
    'store-damaged',
    'rolled-back',
    'no-reader',
    'internal',
  ]),
  /** Where else it can be done, in words. */
  nearest: shortText,
});

export const viewSchema = z.discriminatedUnion('screen', [
  home,
  identify,
  enterNumber,
  confirmIdentity,
  alreadyCertified,
  consent,
  capture,
  fallback,
  working,
  result,
  stillHere,
  outOfService,
]);
export type KioskView = z.infer<typeof viewSchema>;
export type ScreenName = KioskView['screen'];
export type ViewOf<S extends ScreenName> = Extract<KioskView, { screen: S }>;
