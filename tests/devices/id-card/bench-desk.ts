import type { IdCardEvent, IdCardReader } from '../../../devices/contract/id-card-reader.ts';
import { createSamReader } from '../../../devices/id-card/sam-reader.ts';
import type { CardFace } from '../../../devices/simulators/sam/card-image.ts';
import { SamSimulator, type SamSimulatorOptions } from '../../../devices/simulators/sam/sam-simulator.ts';
import { FakeClock } from './fake-clock.ts';

export const LI: CardFace = {
  kind: 'citizen',
  idNumber: '990101195001010010',
  name: '李秀珍',
  sex: '2',
  nation: '01',
  birth: '1950-01-01',
  address: '虚构省样例县示范路1号',
  authority: '样例县公安局',
  validFrom: '2020-01-01',
  validTo: 'long-term',
};

export const WANG: CardFace = { ...LI, idNumber: '990101195203040023', name: '王𠮷䶮', birth: '1952-03-04' };

/** A real driver on a simulated SAM under a clock that the test moves, with all its events in order. */
export class Desk {
  readonly clock = new FakeClock();
  readonly sam: SamSimulator;
  readonly reader: IdCardReader;
  readonly events: IdCardEvent[] = [];

  constructor(options: Omit<SamSimulatorOptions, 'clock'> & { readonly readerBaudRate?: number } = {}) {
    const { readerBaudRate, ...samOptions } = options;
    this.sam = new SamSimulator({ ...samOptions, clock: this.clock });
    this.reader = createSamReader({
      portAt: (baudRate) => this.sam.portAt(baudRate),
      baudRate: readerBaudRate,
      clock: this.clock,
      capability: { model: 'test', simulated: true },
    });
    this.reader.subscribe((event) => this.events.push(event));
  }

  /** Starts the reader and waits until it is ready. */
  async ready(): Promise<this> {
    this.reader.start();
    await this.clock.until(() => this.reader.status().kind === 'ready', 60_000);
    this.events.length = 0;
    return this;
  }

  /** Moves time on until an event of that type comes after those already taken. */
  async next<Type extends IdCardEvent['type']>(
    type: Type,
    limit = 5000,
  ): Promise<Extract<IdCardEvent, { type: Type }>> {
    await this.clock.until(() => this.events.some((event) => event.type === type), limit);
    const at = this.events.findIndex((event) => event.type === type);
    const [event] = this.events.splice(0, at + 1).slice(-1);
    return event as Extract<IdCardEvent, { type: Type }>;
  }

  /** Moves time on and returns what happened meanwhile, in short words. */
  async during(ms: number): Promise<string[]> {
    this.events.length = 0;
    await this.clock.advance(ms);
    return this.events.splice(0).map(inWords);
  }
}

export function inWords(event: IdCardEvent): string {
  switch (event.type) {
    case 'placed':
      return 'placed';
    case 'provisional-name':
      return `name? ${event.name}`;
    case 'read':
      return `read ${event.card.name}`;
    case 'read-failed':
      return `failed ${event.fault}`;
    case 'status':
      return `status ${event.status.kind}`;
  }
}
