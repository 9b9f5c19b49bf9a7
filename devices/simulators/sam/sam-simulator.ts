import type { Clock } from '../../../shared/clock/clock.ts';
import { SAM_COMMANDS, type SamCommand, wireTimeMs } from '../../id-card/sam-command.ts';
import { encodeFrame, FrameDecoder } from '../../id-card/sam-frame.ts';
import { SW3 } from '../../id-card/sam-status.ts';
import type { BytePipe, BytePort } from '../../transport/byte-pipe.ts';
import { createMemoryLine } from '../../transport/memory.ts';
import { type CardFace, encodeReadBase } from './card-image.ts';

/** Faults that can be set while the simulator runs. Counters fall with each answer they spoil. */
export interface SamFaults {
  /** The next so many answers have a wrong checksum. */
  corruptChecksums: number;
  /** The next so many answers stop in the middle. */
  halfFrames: number;
  /** Before every answer, ms. */
  delayMs: number;
  /** In the middle of every answer, ms. */
  pauseMs: number;
  /** Says nothing at all. */
  silent: boolean;
  /** Bytes before every answer. */
  noise: Uint8Array;
  /** SW3 of the next answers to each command, in place of what would be said. */
  readonly answersInstead: Map<SamCommand, number[]>;
}

export interface SamSimulatorOptions {
  readonly clock: Clock;
  /** The rate at which the SAM listens; at any other it hears garbage. */
  readonly baudRate?: number;
  /** Answers trickle at the baud rate, in pieces of `chunkBytes`. `false`: at once, in one piece. */
  readonly paced?: boolean;
  readonly chunkBytes?: number;
}

/** A card on the simulated reader, and how far its reading has come. */
interface Placed {
  readonly data: Uint8Array;
  stage: 'new' | 'found' | 'selected' | 'read';
}

const EMPTY = new Uint8Array(0);

/** A handler for one command: the answer's SW3 and data, or `false` to leave it to the default. */
export type SamBehaviour = () => { readonly sw3: number; readonly data?: Uint8Array } | false;

/**
 * A SAM_V reader that speaks the real bytes: default behaviour, overrides per command, fault knobs.
 * It can be reached in memory (`portAt`), or over any byte pipe (`attach`), such as one end of a PTY.
 */
export class SamSimulator {
  readonly faults: SamFaults = {
    corruptChecksums: 0,
    halfFrames: 0,
    delayMs: 0,
    pauseMs: 0,
    silent: false,
    noise: EMPTY,
    answersInstead: new Map(),
  };
  /** Commands received, in order; the newest last. The oldest are dropped after 1,000. */
  readonly heard: SamCommand[] = [];
  readonly #clock: Clock;
  #baudRate: number;
  readonly #paced: boolean;
  readonly #chunkBytes: number;
  readonly #overrides = new Map<SamCommand, SamBehaviour[]>();
  #placed: Placed | undefined;
  #lineRate = 0;
  readonly #line = createMemoryLine('simulated SAM', (pipe) => this.attach(pipe, this.#lineRate));

  constructor(options: SamSimulatorOptions) {
    this.#clock = options.clock;
    this.#baudRate = options.baudRate ?? 115_200;
    this.#paced = options.paced ?? true;
    this.#chunkBytes = options.chunkBytes ?? 64;
  }

  /** The port that a driver opens, in memory, at the driver's rate. */
  portAt(baudRate: number): BytePort {
    const { port } = this.#line;
    return {
      name: port.name,
      open: () => {
        this.#lineRate = baudRate;
        return port.open();
      },
    };
  }

  /** Puts a card down; bytes are taken as the data of the answer to 30 01. */
  place(card: CardFace | Uint8Array): void {
    this.#placed = { data: card instanceof Uint8Array ? card : encodeReadBase(card), stage: 'new' };
  }

  remove(): void {
    this.#placed = undefined;
  }

  /** Pulls the cable. With `silently`, as drivers do that report no close. */
  unplug(how: 'reported' | 'silently' = 'reported'): void {
    if (how === 'reported') this.#line.unplug();
    else this.#line.unplugSilently();
  }

  plug(): void {
    this.#line.plug();
  }

  /** Changes the rate of the SAM, as if another reader had been plugged in. */
  setBaudRate(baudRate: number): void {
    this.#baudRate = baudRate;
  }

  /** Adds a behaviour; the newest is asked first. Returns a function that takes it away. */
  override(command: SamCommand, behaviour: SamBehaviour): () => void {
    const behaviours = this.#overrides.get(command) ?? [];
    this.#overrides.set(command, [behaviour, ...behaviours]);
    return () => {
      const rest = (this.#overrides.get(command) ?? []).filter((other) => other !== behaviour);
      this.#overrides.set(command, rest);
    };
  }

  /** Serves the device's end of `pipe`. `lineRate` is the rate of the other side. */
  attach(pipe: BytePipe, lineRate = this.#baudRate): void {
    const decoder = new FrameDecoder('request');
    let sending = Promise.resolve();
    pipe.onData((chunk) => {
      if (lineRate !== this.#baudRate) {
        // At a wrong rate both sides hear garbage; a real SAM hears no preamble and keeps silent,
        // while the adapter delivers what it makes of the idle line.
        if (!this.faults.silent) sending = sending.then(() => this.#send(pipe, scramble(chunk)));
        return;
      }
      for (const event of decoder.push(chunk)) {
        if (event.type === 'frame') sending = sending.then(() => this.#answer(pipe, event.body));
      }
    });
  }

  async #answer(pipe: BytePipe, body: Uint8Array): Promise<void> {
    const command = commandOf(body);
    if (command !== undefined) {
      this.heard.push(command);
      if (this.heard.length > 1000) this.heard.shift();
    }
    if (this.faults.silent) return;
    const answer = command === undefined ? { sw3: SW3.commandError } : this.#behave(command);
    const data = 'data' in answer ? (answer.data ?? EMPTY) : EMPTY;
    const frame = this.#spoil(encodeFrame(Uint8Array.from([0, 0, answer.sw3, ...data])));
    const { delayMs, pauseMs } = this.faults;
    if (delayMs > 0) await this.#wait(delayMs);
    if (pauseMs === 0) return await this.#send(pipe, frame);
    const half = frame.length >> 1;
    await this.#send(pipe, frame.subarray(0, half));
    await this.#wait(pauseMs);
    await this.#send(pipe, frame.subarray(half));
  }

  #behave(command: SamCommand): { readonly sw3: number; readonly data?: Uint8Array } {
    const instead = this.faults.answersInstead.get(command)?.shift();
    if (instead !== undefined) return { sw3: instead };
    for (const behaviour of this.#overrides.get(command) ?? []) {
      const answer = behaviour();
      if (answer !== false) return answer;
    }
    return this.#byDefault(command);
  }

  #byDefault(command: SamCommand): { readonly sw3: number; readonly data?: Uint8Array } {
    const placed = this.#placed;
    switch (command) {
      case 'reset':
      case 'status':
        return { sw3: SW3.ok };
      case 'samId':
        return { sw3: SW3.ok, data: SAM_ID };
      case 'find':
        if (placed === undefined || placed.stage === 'read') return { sw3: SW3.noNewCard };
        placed.stage = 'found';
        return { sw3: SW3.found, data: new Uint8Array(4) };
      case 'select':
        if (placed === undefined || placed.stage === 'new') return { sw3: SW3.selectFailed };
        placed.stage = 'selected';
        return { sw3: SW3.ok, data: new Uint8Array(8) };
      case 'readBase':
        if (placed?.stage !== 'selected' && placed?.stage !== 'read') return { sw3: SW3.readFailed };
        placed.stage = 'read';
        return { sw3: SW3.ok, data: placed.data };
      case 'readBaseFingerprint':
      case 'readNewAddress':
        return { sw3: SW3.itemAbsent };
    }
  }

  #spoil(frame: Uint8Array): Uint8Array {
    let bytes = frame;
    if (this.faults.corruptChecksums > 0) {
      this.faults.corruptChecksums -= 1;
      bytes = bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 0x5a);
    }
    if (this.faults.halfFrames > 0) {
      this.faults.halfFrames -= 1;
      bytes = bytes.subarray(0, bytes.length >> 1);
    }
    return Uint8Array.from([...this.faults.noise, ...bytes]);
  }

  async #send(pipe: BytePipe, bytes: Uint8Array): Promise<void> {
    const step = this.#paced ? this.#chunkBytes : bytes.length;
    for (let at = 0; at < bytes.length; at += step) {
      const chunk = bytes.subarray(at, at + step);
      if (this.#paced) await this.#wait(wireTimeMs(chunk.length, this.#baudRate));
      const written = await pipe.write(chunk, 1000);
      if (!written.ok) return;
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}

/** 05.01-20130101-0000000001-0000000002 */
const SAM_ID = Uint8Array.of(5, 0, 1, 0, 0x35, 0x29, 0x33, 1, 1, 0, 0, 0, 2, 0, 0, 0);

function commandOf(body: Uint8Array): SamCommand | undefined {
  const names = Object.keys(SAM_COMMANDS) as SamCommand[];
  return names.find((name) => SAM_COMMANDS[name].code.every((byte, index) => body[index] === byte));
}

/** What a receiver at another rate makes of bytes. */
function scramble(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => ((byte << 3) | 0x81) ^ 0x2c);
}
