import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import type { Signer } from '../../../../shared/protocol/crypto.ts';
import {
  codeKey,
  codeLookup,
  countyProof,
  normaliseCode,
  terminalProof,
} from '../../../../shared/protocol/enrolment.ts';
import { HEADER, signRequest, verifyAnswer } from '../../../../shared/protocol/envelope.ts';
import { certificateNumber, numberPrefix } from '../../../../shared/protocol/certificate-number.ts';
import type { EnrolAnswer, RecordAnswer } from '../../../../shared/protocol/messages.ts';
import {
  enrolAnswerSchema,
  PROTOCOL_BASE,
  recordsAnswerSchema,
} from '../../../../shared/protocol/messages.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { Certification } from '../../../../shared/records/certification.ts';
import type { SignedRecord, TerminalRecord } from '../../../../shared/records/kinds.ts';
import { GENESIS, signRecord } from '../../../../shared/records/envelope.ts';
import { NOON, WITNESS } from './county.ts';

export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Whether the county's signature holds for this request's nonce. */
  readonly genuine: boolean;
}

/** Ways to send something that a terminal would not. */
export interface Tampering {
  readonly nonce?: string;
  /** Terminal's wall clock, ms. */
  readonly time?: number;
  readonly signer?: Signer;
  readonly terminal?: string;
  /** Sent in place of the body that was signed. */
  readonly sentBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Network address that the request comes from. */
  readonly address?: string;
}

/** Speaks the county protocol as the contract says, over an injected request (no socket). */
export class TestTerminal {
  /** Which copy of the county the next request goes to. */
  server: FastifyInstance;
  readonly #store: CountyStore;
  readonly signer: Signer = nodeCrypto.generateKey().signer;
  readonly epoch: string = randomBytes(8).toString('hex');
  id = '-';
  number = 0;
  #sequence = 0;

  constructor(server: FastifyInstance, store: CountyStore) {
    this.server = server;
    this.#store = store;
  }

  async send(
    method: 'GET' | 'POST',
    path: string,
    body?: string | Buffer,
    odd: Tampering = {},
  ): Promise<Answer> {
    const url = `${PROTOCOL_BASE}${path}`;
    const nonce = odd.nonce ?? randomBytes(16).toString('hex');
    const time = odd.time ?? this.#store.clock.now();
    const bytes = Buffer.from(body ?? '');
    const facts = { method, path: url, terminal: odd.terminal ?? this.id, time, nonce, body: bytes };
    const answer = await this.server.inject({
      method,
      url,
      ...(odd.address === undefined ? {} : { remoteAddress: odd.address }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        [HEADER.terminal]: facts.terminal,
        [HEADER.time]: String(time),
        [HEADER.nonce]: nonce,
        [HEADER.signature]: signRequest(nodeCrypto, odd.signer ?? this.signer, facts),
        ...odd.headers,
      },
      ...(body === undefined ? {} : { payload: odd.sentBody ?? bytes }),
    });
    const genuine = verifyAnswer(
      nodeCrypto,
      this.#store.county.signer.publicKey,
      {
        status: answer.statusCode,
        time: Number(answer.headers[HEADER.time]),
        nonce,
        body: answer.rawPayload,
      },
      String(answer.headers[HEADER.signature]),
    );
    return {
      status: answer.statusCode,
      json: parsed(answer.body),
      headers: answer.headers,
      text: answer.body,
      genuine,
    };
  }

  async tryEnrol(code: string, odd: Tampering & { readonly proof?: string } = {}): Promise<Answer> {
    const bare = normaliseCode(code) ?? '';
    const key = codeKey(nodeCrypto, bare);
    const body = {
      lookup: codeLookup(nodeCrypto, bare),
      publicKey: this.signer.publicKey,
      proof: odd.proof ?? terminalProof(nodeCrypto, key, this.signer.publicKey),
      terminalName: '测试机',
      software: 'test',
    };
    return await this.send('POST', '/enrol', JSON.stringify(body), { terminal: '-', ...odd });
  }

  /** With a fresh code; throws unless it works and the county proves that it holds the code. */
  async enrol(name = '测试机'): Promise<EnrolAnswer> {
    const code = await issueCode(this.#store, name);
    const answer = await this.tryEnrol(code);
    const enrolled = enrolAnswerSchema.parse(answer.json);
    const key = codeKey(nodeCrypto, normaliseCode(code) ?? '');
    const proof = countyProof(nodeCrypto, key, enrolled.countyKey, this.signer.publicKey);
    if (!answer.genuine || proof !== enrolled.proof) throw new Error('the county did not prove itself');
    this.id = enrolled.terminal;
    this.number = enrolled.terminalNumber;
    return enrolled;
  }

  /** The next record of this terminal, signed, with what its way needs. */
  record(body: Partial<Certification>, head: Partial<TerminalRecord> = {}): SignedRecord {
    this.#sequence += 1;
    const occurredAt = head.occurredAt ?? this.#store.clock.now();
    return this.sign({
      terminal: this.id,
      epoch: this.epoch,
      sequence: this.#sequence,
      previous: GENESIS,
      occurredAt,
      clock: { quality: 'trusted', offsetMs: null },
      demo: false,
      ...head,
      body: {
        kind: 'certification',
        certificateNo: certificateNo(this.number, head.sequence ?? this.#sequence, occurredAt),
        idNumber: '990101195001010014',
        name: '松明',
        source: 'id-card',
        method: 'face',
        validThrough: '2027-10',
        ...evidenceOf(body.method ?? 'face'),
        ...body,
      },
    });
  }

  /** Any record, signed by this terminal's key. */
  sign(record: TerminalRecord): SignedRecord {
    return signRecord(nodeCrypto, this.signer, record);
  }

  async deliver(records: readonly unknown[], odd: Tampering = {}): Promise<readonly RecordAnswer[]> {
    const answer = await this.send('POST', '/records', JSON.stringify({ records }), odd);
    if (!answer.genuine) throw new Error(`not signed: ${answer.text}`);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return recordsAnswerSchema.parse(answer.json).answers;
  }

  async deliverOne(record: unknown, odd: Tampering = {}): Promise<RecordAnswer['outcome']> {
    const [answer] = await this.deliver([record], odd);
    if (answer === undefined) throw new Error('no answer');
    return answer.outcome;
  }
}

/** What an honest machine sends along with each way. */
export function evidenceOf(method: Certification['method']): Partial<Certification> {
  switch (method) {
    case 'face':
      return {
        liveness: { engine: 'mediapipe', challenge: ['blink', 'turn-left'], attempt: 1, durationMs: 6200 },
        consent: 'face-2026-1',
      };
    case 'witness':
      return { witness: { idNumber: WITNESS, name: '柏青' } };
    case 'visit':
      return { phone: '13900000000' };
    case 'counter':
      return {};
  }
}

export function certificateNo(terminal: number, count: number, at = Date.parse(NOON)): string {
  return certificateNumber(numberPrefix(terminal, at), count);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
