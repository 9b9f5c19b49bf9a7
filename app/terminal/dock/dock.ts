import type { IncomingMessage, ServerResponse } from 'node:http';
import { paperText, slipsOf } from '../../../devices/simulators/printer/paper.ts';
import type { Devices } from '../../../devices/registry/open-devices.ts';
import type { Persona } from '../../../devices/camera/persona.ts';
import type { ShowcasePerson } from '../../../shared/demo/showcase.ts';
import { inBackground } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { DockHandler } from '../host/browser-host.ts';
import { securityHeaders } from '../host/security-headers.ts';
import type { Verb } from './verbs.ts';
import { choosing, doing } from './verbs.ts';

/** The demo's line to the county, for verbs `cut` and `restore`. */
export interface Line {
  isUp(): boolean;
  cut(): void;
  restore(): void;
}

export interface DockOptions {
  readonly devices: Devices;
  readonly people: readonly ShowcasePerson[];
  readonly personas: ReadonlyMap<string, Persona>;
  /** `undefined` where the line is a real one. */
  readonly network: Line | undefined;
}

/** Verbs of each simulated device, and what it says of itself. */
interface DockDevice {
  readonly status: () => string;
  readonly verbs: Readonly<Record<string, Verb>>;
}

/**
 * Everything below `/dock/`: hands for the simulated devices. `POST /dock/{device}/{verb}` with a JSON body,
 * `GET /dock/state`. Who may ask is the host's business, see `guard.ts`. `undefined` when nothing is
 * simulated: then there is no dock.
 */
export function createDock(options: DockOptions): DockHandler | undefined {
  const bench = new Bench(options);
  if (bench.isEmpty()) return undefined;
  return (request, response, path) => {
    const [device = '', verb, more] = path.slice('/dock/'.length).split('/');
    const act = verb === undefined || more !== undefined ? undefined : bench.verb(device, verb);
    if (path === '/dock/state') {
      if (request.method === 'GET') sendJson(response, 200, bench.state());
      else refuseMethod(response, 'GET');
    } else if (act === undefined) sendJson(response, 404, { error: 'no such device or verb here' });
    else if (request.method === 'POST') inBackground(actOn(bench, act, request, response));
    else refuseMethod(response, 'POST');
  };
}

async function actOn(
  bench: Bench,
  verb: Verb,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (!body.ok) return sendJson(response, body.error.status, { error: body.error.line });
  const refusal = verb.act(body.value);
  return refusal === undefined
    ? sendJson(response, 200, bench.state())
    : sendJson(response, 400, { error: refusal });
}

/** The simulated devices with their verbs. */
class Bench {
  readonly #options: DockOptions;
  readonly #devices: Record<string, DockDevice> = {};
  #card: string | null = null;
  /** Somebody was put before the camera by hand: they stay for the next card, whoever's story it is. */
  #standing = false;

  constructor(options: DockOptions) {
    this.#options = options;
    const { devices, network } = options;
    const { idCard, printer } = devices.simulated;
    if (idCard !== undefined) {
      this.#devices['idCard'] = {
        status: () => devices.idCard?.status().kind ?? 'absent',
        verbs: {
          place: choosing(
            'person',
            options.people.map(({ id }) => id),
            (id) => this.#place(id),
          ),
          remove: doing(() => {
            this.#card = null;
            idCard.remove();
          }),
          unplug: doing(() => idCard.unplug()),
          plug: doing(() => idCard.plug()),
        },
      };
    }
    if (printer !== undefined) {
      const { simulator, line } = printer;
      this.#devices['receiptPrinter'] = {
        status: () => printerWords(devices),
        verbs: {
          'paper-out': doing(() => simulator.change({ paper: 'out' })),
          refill: doing(() => simulator.change({ paper: 'ok' })),
          'cover-open': doing(() => simulator.change({ cover: 'open' })),
          'cover-close': doing(() => simulator.change({ cover: 'closed' })),
          unplug: doing(() => line.unplug()),
          plug: doing(() => line.plug()),
        },
      };
    }
    const { face } = devices;
    if (face !== undefined) {
      this.#devices['face'] = {
        status: () => face.status().kind,
        verbs: {
          persona: choosing('persona', [...options.personas.keys()], (name) => {
            const persona = options.personas.get(name);
            if (persona === undefined) return;
            this.#standing = true;
            face.setPersona(persona);
          }),
          unplug: doing(() => face.setLink({ kind: 'absent' })),
          plug: doing(() => face.setLink({ kind: 'ready' })),
        },
      };
    }
    if (network !== undefined) {
      this.#devices['network'] = {
        status: () => (network.isUp() ? 'up' : 'cut'),
        verbs: { cut: doing(() => network.cut()), restore: doing(() => network.restore()) },
      };
    }
  }

  isEmpty(): boolean {
    return Object.keys(this.#devices).length === 0;
  }

  verb(device: string, verb: string): Verb | undefined {
    const found = Object.hasOwn(this.#devices, device) ? this.#devices[device] : undefined;
    return found !== undefined && Object.hasOwn(found.verbs, verb) ? found.verbs[verb] : undefined;
  }

  state(): object {
    const { people, personas, devices, network } = this.#options;
    const { cut, hanging } = slipsOf(devices.simulated.printer?.simulator.paper ?? []);
    const slip = hanging.length > 0 ? hanging : (cut.at(-1) ?? []);
    return {
      people: people.map(({ id, person, story, storyEn, card }) => ({
        id,
        name: person.name,
        story,
        storyEn,
        cardKind: card.kind,
      })),
      card: this.#card,
      persona: devices.face?.persona().name ?? '',
      personas: [...personas.keys()],
      devices: Object.fromEntries(
        Object.entries(this.#devices).map(([name, device]) => [
          name,
          { status: device.status(), verbs: Object.keys(device.verbs) },
        ]),
      ),
      paper: slip.length === 0 ? [] : paperText(slip).split('\n'),
      network: network?.isUp() === false ? 'cut' : 'up',
    };
  }

  #place(id: string): void {
    const { people, devices, personas } = this.#options;
    const found = people.find((person) => person.id === id);
    if (found === undefined) return;
    this.#card = found.id;
    const persona = personas.get(found.persona);
    if (persona !== undefined && !this.#standing) devices.face?.setPersona(persona);
    this.#standing = false;
    devices.simulated.idCard?.place(found.card);
  }
}

function printerWords(devices: Devices): string {
  const status = devices.printer?.status();
  if (status === undefined) return 'absent';
  if (status.link.kind !== 'ready') return status.link.kind;
  return `paper ${status.paper}, cover ${status.cover}`;
}

const MAX_BODY_BYTES = 4096;
const TOO_LARGE = { status: 413, line: `a body has at most ${MAX_BODY_BYTES} bytes` } as const;
const NOT_JSON = { status: 400, line: 'the body is not a JSON object' } as const;

/** The body as JSON; nothing at all stands for `{}`. */
async function readBody(
  request: IncomingMessage,
): Promise<Result<object, { readonly status: number; readonly line: string }>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      // Leaving the loop gives the request up: what is still to come is not waited for.
      if (length > MAX_BODY_BYTES) return err(TOO_LARGE);
      chunks.push(chunk);
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)).trim();
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? ok(value) : err(NOT_JSON);
  } catch {
    // Not JSON, not UTF-8, or cut short: then nobody hears the answer.
    return err(NOT_JSON);
  }
}

function refuseMethod(response: ServerResponse, allow: string): void {
  response.setHeader('allow', allow);
  sendJson(response, 405, { error: `only ${allow} here` });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    ...securityHeaders(),
    'content-type': 'application/json',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
