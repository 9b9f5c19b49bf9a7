import type { Actor } from 'xstate';
import { createActor } from 'xstate';
import { createAttemptLimiter } from '../../../flows/certify/attempts.ts';
import { timerClock } from '../../../flows/session/clock.ts';
import type { EarlierCertification } from '../../../flows/contract/journal.ts';
import { eventOf } from '../../../flows/session/events.ts';
import { createSessionMachine } from '../../../flows/session/machine.ts';
import { viewOfSession } from '../../../flows/session/view.ts';
import type { Intent } from '../../../shared/view/intents.ts';
import type { KioskView, ScreenName } from '../../../shared/view/view.ts';
import { viewSchema } from '../../../shared/view/view.ts';
import { settle } from './clock.ts';
import type { World } from './world.ts';
import { createWorld, EXPIRED, idNumber, LI, WANG } from './world.ts';

/** The real session machine with all that hangs on it, opened so that its states can be told apart. */
export interface Specimen {
  readonly world: World;
  view(): KioskView;
  /** States are the same when nothing but counters, numbers and times tells them apart. */
  signature(): string;
  tap(intent: Intent): void;
  restart(): void;
  refresh(): void;
  stop(): void;
}

export type Setup = (world: World) => void;
export type Step = (specimen: Specimen) => Promise<void> | void;

/** Wang certified on this machine before and was promised a slip; Zhao went another way, and was too. */
const CERTIFIED: EarlierCertification = {
  certificateNo: '9901010001000009',
  occurredAt: 0,
  method: 'face',
  validThrough: '2027-10',
  recordHash: 'cd'.repeat(32),
  state: 'queued',
  receipt: 'later',
};
const WITNESSED: EarlierCertification = {
  ...CERTIFIED,
  certificateNo: '9901010001000008',
  method: 'witness',
  state: 'submitted',
  receipt: 'pending',
};

export function createSpecimen(setup: Setup, persona: string): Specimen {
  const world = createWorld({ start: false, persona });
  world.journal.known.set(WANG.idNumber, CERTIFIED);
  world.journal.known.set(EXPIRED.idNumber, WITNESSED);
  setup(world);
  const limiter = createAttemptLimiter(world.clock, world.ports.random);
  const actor = createActor(createSessionMachine(world.ports, limiter), { clock: timerClock(world.clock) });
  actor.start();
  const view = (): KioskView =>
    viewSchema.parse({ ...viewOfSession(actor.getSnapshot(), world.ports, limiter).view, page: 1 });
  return {
    world,
    view,
    signature: () => {
      const { person } = actor.getSnapshot().children.visit?.getSnapshot().context ?? {};
      const known = world.journal.known.get(person?.idNumber ?? '');
      return signatureOf(actor, view(), known && `${known.method} ${known.receipt}`);
    },
    tap: (intent) => actor.send(eventOf(intent)),
    restart: () => actor.send({ type: 'restart' }),
    refresh: () => actor.send({ type: 'refresh' }),
    stop: () => actor.stop(),
  };
}

function signatureOf(
  actor: Actor<ReturnType<typeof createSessionMachine>>,
  view: KioskView,
  known: string | undefined,
): string {
  const root = actor.getSnapshot();
  const visit = root.children.visit?.getSnapshot();
  const children = visit?.children;
  return JSON.stringify([
    view.screen,
    root.value,
    visit?.value,
    children?.identify?.getSnapshot().value,
    // One trouble is like another, and so are two people with good cards.
    children?.identify?.getSnapshot().context.trouble === null,
    typedSoFar(children?.keypad?.getSnapshot().context.typed),
    children?.receipt?.getSnapshot().value,
    visit?.context.person?.source,
    visit?.context.person?.idNumber === EXPIRED.idNumber,
    // What was recorded before matters until the county was asked.
    visit?.matches('confirm') === true ? known : undefined,
    visit?.context.consented,
    visit?.context.outcome?.kind,
    root.context.held !== undefined,
  ]);
}

function typedSoFar(typed: string | undefined): 'none' | 'part' | 'all' {
  if (typed === undefined || typed === '') return 'none';
  return typed === TYPED || typed === TYPED.slice(0, 12) ? 'all' : 'part';
}

const TYPED = idNumber('99010119520101004');

const INTENTS: Readonly<Record<string, Intent>> = {
  资格认证: { type: 'choose-service', service: 'certify' },
  账户查询: { type: 'choose-service', service: 'account' },
  返回: { type: 'back' },
  没带卡: { type: 'no-card' },
  是我本人: { type: 'confirm-me' },
  不是我: { type: 'not-me' },
  重新认证: { type: 'certify-again' },
  同意并开始: { type: 'agree' },
  不用人脸识别: { type: 'decline-face' },
  换一种方式: { type: 'other-way' },
  亲属见证: { type: 'choose-fallback', way: 'witness' },
  预约上门: { type: 'choose-fallback', way: 'visit' },
  人工窗口: { type: 'choose-fallback', way: 'counter' },
  再试一次: { type: 'choose-fallback', way: 'retry' },
  要回执: { type: 'choose-receipt', choice: 'print' },
  稍后补打: { type: 'choose-receipt', choice: 'later' },
  不要回执: { type: 'choose-receipt', choice: 'none' },
  打印回执: { type: 'print-receipt' },
  完成: { type: 'done' },
  我还在: { type: 'touch' },
  退出: { type: 'leave' },
  填好了: { type: 'submit' },
  不留电话: { type: 'skip' },
  改一位: { type: 'erase' },
  大字: { type: 'set-text', text: 1 },
};

/** From a touch on, so that how long the person stood there before plays no part. */
function pass(it: Specimen, ms: number): Promise<void> {
  if (it.view().screen !== 'still-here') it.tap({ type: 'touch' });
  return it.world.clock.advance(ms);
}

/** Everything a person can press, and everything that can happen to the machine. */
export const STEPS: Readonly<Record<string, Step>> = {
  ...Object.fromEntries(
    Object.entries(INTENTS).map(([name, intent]): [string, Step] => [name, (it) => it.tap(intent)]),
  ),
  'the number is typed': (it) => {
    it.tap({ type: 'clear' });
    for (const key of TYPED) it.tap({ type: 'key', key });
  },
  'a card is put on': (it) => it.world.reader.emit({ type: 'placed' }),
  'card of Li': (it) => it.world.card(LI),
  'card of Wang': (it) => it.world.card(WANG),
  'an expired card': (it) => it.world.card(EXPIRED),
  'a card is pulled away': (it) => it.world.reader.emit({ type: 'read-failed', fault: 'moved' }),
  'reader unplugged': (it) => it.world.reader.emit({ type: 'status', status: { kind: 'absent' } }),
  'reader back': (it) => it.world.reader.emit({ type: 'status', status: { kind: 'ready' } }),
  'camera unplugged': (it) => it.world.face.setLink({ kind: 'absent' }),
  'camera back': (it) => it.world.face.setLink({ kind: 'ready' }),
  'what was held is let go': (it) => {
    it.world.journal.release();
    it.world.county.releaseSettle(undefined);
    it.world.printer.release({ ok: true, value: undefined });
  },
  refresh: (it) => it.refresh(),
  'the screen came back': (it) => it.restart(),
  '12 s pass': (it) => pass(it, 12_000),
  '50 s pass': (it) => pass(it, 50_000),
};

export interface Visited {
  readonly screen: ScreenName;
  /** The way by which it was found, from the start. */
  readonly path: readonly string[];
  /** Step → signatures of the states it led to. */
  readonly edges: Map<string, Set<string>>;
}

/** The keys that a screen shows, besides 退出 and the rail. */
const KEYS: Readonly<Record<ScreenName, readonly string[]>> = {
  home: ['资格认证'],
  identify: ['返回', '没带卡'],
  'enter-number': ['返回', '填好了', '不留电话', 'the number is typed'],
  'confirm-identity': ['是我本人', '不是我'],
  'already-certified': ['完成', '重新认证', '打印回执'],
  consent: ['同意并开始', '不用人脸识别', '返回'],
  capture: ['返回', '换一种方式'],
  fallback: ['亲属见证', '预约上门', '人工窗口', '再试一次'],
  working: [],
  result: ['打印回执', '完成', '稍后补打', '不要回执'],
  'still-here': ['我还在'],
  'out-of-service': [],
};

/** What a person can do about the state it is in, or what ends it by itself when it is busy. */
export function waysOut(signature: string, screen: ScreenName): readonly string[] {
  const busy = /"(working|looking|printing)"/.test(signature);
  return busy ? ['what was held is let go', '12 s pass', '50 s pass'] : KEYS[screen];
}

/** Steps in one world before the next begins, so that every state is known by a short way from the start. */
const WORLD_STEPS = 9;

/**
 * Goes through the machine like through a maze, until in every state that was found every step of
 * `stepsOf` was taken. Worlds are deterministic, so a state is found again by the way that first led
 * to it. `atNewState` looks at each state when it is found; it may let time pass.
 */
export async function explore(
  setup: Setup,
  persona: string,
  stepsOf: (signature: string, screen: ScreenName) => readonly string[],
  atNewState: (specimen: Specimen, path: readonly string[]) => Promise<void>,
): Promise<{ readonly visited: ReadonlyMap<string, Visited>; readonly taken: number }> {
  const visited = new Map<string, Visited>();
  let specimen = createSpecimen(setup, persona);
  let path: string[] = [];
  let taken = 0;

  const goTo = async (way: readonly string[]): Promise<void> => {
    specimen.stop();
    specimen = createSpecimen(setup, persona);
    await settle();
    for (const name of way) await take(specimen, name);
    taken += way.length;
    path = [...way];
  };
  const look = async (): Promise<string> => {
    const at = specimen.signature();
    if (!visited.has(at)) {
      const found = {
        screen: specimen.view().screen,
        path: [...path],
        edges: new Map<string, Set<string>>(),
      };
      visited.set(at, found);
      await atNewState(specimen, path);
      // Time passed; what it made of the machine is found in its own right.
      await goTo(found.path);
    }
    return at;
  };
  const untried = (signature: string, state: Visited): string | undefined =>
    stepsOf(signature, state.screen).find((name) => !state.edges.has(name));

  await goTo([]);
  for (let at = await look(); ; at = await look()) {
    let state = visited.get(at);
    let name = state && path.length < state.path.length + WORLD_STEPS ? untried(at, state) : undefined;
    if (name === undefined) {
      const open = [...visited].find(([signature, other]) => untried(signature, other) !== undefined);
      if (open === undefined) break;
      await goTo(open[1].path);
      [at, state] = open;
      if (specimen.signature() !== at) throw new Error(`not found again: ${at}`);
      name = untried(at, state);
    }
    if (state === undefined || name === undefined) continue;
    await take(specimen, name);
    taken += 1;
    path.push(name);
    state.edges.set(name, new Set(state.edges.get(name)).add(specimen.signature()));
  }
  specimen.stop();
  return { visited, taken };
}

export async function take(specimen: Specimen, name: string): Promise<void> {
  const step = STEPS[name];
  if (step === undefined) throw new Error(`no step ${name}`);
  await step(specimen);
  await settle();
}
