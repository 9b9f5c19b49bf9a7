import type { IncomingMessage, ServerResponse } from 'node:http';
import { paperText, slipsOf } from '../../../devices/simulators/printer/paper.ts';
import type { Devices } from '../../../devices/registry/open-devices.ts';
import type { Persona } from '../../../devices/camera/persona.ts';
import type { ShowcasePerson } from '../../../shared/demo/showcase.ts';

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

/** What a verb did; a refusal says why in one line. */
type Outcome = string | undefined;
type Verb = (body: Readonly<Record<string, unknown>>) => Outcome;

/** Verbs of each simulated device, and what it says of itself. */
interface DockDevice {
  readonly status: () => string;
  readonly verbs: Readonly<Record<string, Verb>>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/**
 * `/dock`: hands for the simulated devices. `POST /dock/{device}/{verb}` with a JSON body, `GET /dock/state`.
 * `undefined` when nothing is simulated: then there is no dock.
 */
export function createDock(options: DockOptions): RequestHandler | undefined {
  const bench = new Bench(options);
  if (bench.isEmpty()) return undefined;
  return (request, response, path) => {
    if (path === '/dock/state' && request.method === 'GET') {
      sendJson(response, 200, bench.state());
      return true;
    }
    const [, dock, device = '', verb = '', more] = path.split('/');
    if (dock !== 'dock' || verb === '' || more !== undefined) return false;
    if (request.method !== 'POST') sendJson(response, 405, { error: 'POST /dock/{device}/{verb}' });
    else void actOn(bench, request, response, device, verb);
    return true;
  };
}

async function actOn(
  bench: Bench,
  request: IncomingMessage,
  response: ServerResponse,
  device: string,
  verb: string,
): Promise<void> {
  // A page of another origin must not move cards about: browsers name the origin of every POST.
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return sendJson(response, 403, { error: 'wrong origin' });
  const body = await readBody(request);
  if (body === undefined) return sendJson(response, 400, { error: 'the body is not a small JSON object' });
  const act = bench.verb(device, verb);
  if (act === undefined) return sendJson(response, 404, { error: `no ${device}/${verb} here` });
  const refusal = act(body);
  return refusal === undefined
    ? sendJson(response, 200, bench.state())
    : sendJson(response, 400, { error: refusal });
}

/** The simulated devices with their verbs. */
class Bench {
  readonly #options: DockOptions;
  readonly #devices: Record<string, DockDevice> = {};
  #card: string | null = null;

  constructor(options: DockOptions) {
    this.#options = options;
    const { devices, network } = options;
    const { idCard, printer } = devices.simulated;
    if (idCard !== undefined) {
      this.#devices['idCard'] = {
        status: () => devices.idCard?.status().kind ?? 'absent',
        verbs: {
          place: (body) => this.#place(body['person']),
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
          persona: (body) => {
            const persona = options.personas.get(String(body['persona']));
            if (persona === undefined) return `personas: ${[...options.personas.keys()].join(', ')}`;
            face.setPersona(persona);
            return undefined;
          },
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
      people: people.map(({ id, person, story, card }) => ({
        id,
        name: person.name,
        story,
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
      paper: paperText(slip).split('\n'),
      network: network?.isUp() === false ? 'cut' : 'up',
    };
  }

  #place(id: unknown): Outcome {
    const { people, devices, personas } = this.#options;
    const found = people.find((person) => person.id === id);
    if (found === undefined) return `people: ${people.map((person) => person.id).join(', ')}`;
    this.#card = found.id;
    const persona = personas.get(found.persona);
    if (persona !== undefined) devices.face?.setPersona(persona);
    devices.simulated.idCard?.place(found.card);
    return undefined;
  }
}

/** A verb that needs nothing and cannot be refused. */
function doing(work: () => void): Verb {
  return () => {
    work();
    return undefined;
  };
}

function printerWords(devices: Devices): string {
  const status = devices.printer?.status();
  if (status === undefined) return 'absent';
  if (status.link.kind !== 'ready') return status.link.kind;
  return `paper ${status.paper}, cover ${status.cover}`;
}

const MAX_BODY = 4096;

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_BODY) return undefined;
  }
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
