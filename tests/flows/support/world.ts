import { readFileSync } from 'node:fs';
import type { Persona } from '../../../devices/camera/persona.ts';
import { parsePersona } from '../../../devices/camera/persona.ts';
import type { FaceSource } from '../../../devices/contract/face-source.ts';
import type { ScriptedFace } from '../../../devices/camera/scripted.ts';
import { createScriptedFace } from '../../../devices/camera/scripted.ts';
import type { Kiosk, Ports } from '../../../flows/contract/ports.ts';
import { createKiosk } from '../../../flows/session/kiosk.ts';
import { checkCharacter } from '../../../shared/identity/id-number.ts';
import type { IdCard } from '../../../shared/identity/card.ts';
import type { Intent } from '../../../shared/view/intents.ts';
import type { KioskView, ScreenName, ViewOf } from '../../../shared/view/view.ts';
import { viewSchema } from '../../../shared/view/view.ts';
import type { SimulatedClock } from './clock.ts';
import { createSeededRandom, createSimulatedClock, settle } from './clock.ts';
import type { FakeCounty, FakeJournal, FakePrinter, FakeReader } from './fakes.ts';
import { cardOf, createFakeCounty, createFakeJournal, createFakePrinter, createFakeReader } from './fakes.ts';

/** 2026-11-10 10:00 CST. */
export const NOON = Date.UTC(2026, 10, 10, 2, 0, 0);

export function idNumber(seventeen: string): string {
  return seventeen + checkCharacter(seventeen);
}

export const LI = cardOf(idNumber('99010119500307002'), '李秀珍');
export const WANG = cardOf(idNumber('99010119480512003'), '王德福');
export const EXPIRED = cardOf(idNumber('99010119491001001'), '赵长庚', '2026-11-09');

const personas = new Map<string, Persona>();

export function persona(name: string): Persona {
  const known = personas.get(name);
  if (known !== undefined) return known;
  const file = new URL(`../../../assets/demo/personas/${name}.json`, import.meta.url);
  const parsed = parsePersona(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.ok) throw new Error(parsed.error);
  personas.set(name, parsed.value);
  return parsed.value;
}

export interface World {
  readonly clock: SimulatedClock;
  readonly reader: FakeReader;
  readonly printer: FakePrinter;
  readonly county: FakeCounty;
  readonly journal: FakeJournal;
  readonly face: ScriptedFace;
  clockTrusted: boolean;
  readonly ports: Ports;
  readonly kiosk: Kiosk;
  readonly views: KioskView[];
  /** Taps on the page that is shown now. */
  tap(intent: Intent): Promise<void>;
  /** Puts a card on the reader and lets it be read. */
  card(card: IdCard): Promise<void>;
  screen(): ScreenName;
  /** The view, asserted to be this screen. */
  on<S extends ScreenName>(screen: S): ViewOf<S>;
  /** Lets time pass in steps until this screen comes up. */
  until<S extends ScreenName>(screen: S, patienceMs?: number): Promise<ViewOf<S>>;
}

export interface WorldOptions {
  readonly persona?: string;
  readonly seed?: number;
  readonly without?: readonly ('idCard' | 'printer' | 'face')[];
  readonly start?: boolean;
  /** Puts something between the scripted camera and the kiosk. */
  readonly camera?: (scripted: FaceSource) => FaceSource;
}

export function createWorld(options: WorldOptions = {}): World {
  const clock = createSimulatedClock(NOON);
  const random = createSeededRandom(options.seed ?? 7);
  const reader = createFakeReader();
  const printer = createFakePrinter();
  const county = createFakeCounty();
  const journal = createFakeJournal(clock);
  const face = createScriptedFace({ persona: persona(options.persona ?? 'cooperative'), clock, random });
  const without = options.without ?? [];
  const ports: Ports = {
    idCard: without.includes('idCard') ? undefined : reader,
    printer: without.includes('printer') ? undefined : printer,
    face: without.includes('face') ? undefined : (options.camera?.(face) ?? face),
    county,
    journal,
    clock,
    random,
    clockTrusted: () => world.clockTrusted,
    terminalName: '县社保大厅 1 号机',
    demo: true,
  };
  const kiosk = createKiosk(ports);
  const views: KioskView[] = [];
  // Whatever is published must hold to the schema that the screen parses with.
  kiosk.subscribe((view) => views.push(viewSchema.parse(view)));
  if (options.start !== false) kiosk.start();

  const world: World = {
    clock,
    reader,
    printer,
    county,
    journal,
    face,
    clockTrusted: true,
    ports,
    kiosk,
    views,
    async tap(intent) {
      kiosk.send(intent, kiosk.view().page);
      await settle();
    },
    async card(card) {
      reader.emit({ type: 'placed' });
      await settle();
      reader.emit({ type: 'provisional-name', name: card.name });
      await settle();
      reader.emit({ type: 'read', card });
      await settle();
    },
    screen: () => kiosk.view().screen,
    on(screen) {
      const view = viewSchema.parse(kiosk.view());
      if (view.screen !== screen) throw new Error(`expected ${screen}, the screen shows ${view.screen}`);
      return view as ViewOf<typeof screen>;
    },
    async until(screen, patienceMs = 60_000) {
      for (let waited = 0; waited < patienceMs && kiosk.view().screen !== screen; waited += 100) {
        await clock.advance(100);
      }
      return world.on(screen);
    },
  };
  return world;
}

/** Card, 是我本人, 同意并开始: up to the camera. */
export async function toCapture(world: World, card: IdCard = LI): Promise<void> {
  await toConsent(world, card);
  await world.tap({ type: 'agree' });
}

export async function toConsent(world: World, card: IdCard = LI): Promise<void> {
  await world.card(card);
  await world.tap({ type: 'confirm-me' });
  world.on('consent');
}

export async function toFallback(world: World, card: IdCard = LI): Promise<void> {
  await toConsent(world, card);
  await world.tap({ type: 'decline-face' });
  world.on('fallback');
}

export async function toResult(world: World, card: IdCard = LI): Promise<ViewOf<'result'>> {
  await toCapture(world, card);
  return world.until('result');
}
