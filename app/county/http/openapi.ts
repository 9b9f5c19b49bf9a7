import * as z from 'zod';
import { HEADER } from '../../../shared/protocol/envelope.ts';
import {
  changesAnswerSchema,
  enrolAnswerSchema,
  enrolRequestSchema,
  heartbeatAnswerSchema,
  heartbeatRequestSchema,
  personAnswerSchema,
  PROTOCOL_BASE,
  problemSchema,
  recordsAnswerSchema,
  typedRecordsRequestSchema,
} from '../../../shared/protocol/messages.ts';

interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  readonly parameters?: readonly object[];
}

const OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/enrol',
    summary:
      'Uses up a one-time code; the terminal header is `-` and the signature is by the key in the body',
    body: enrolRequestSchema,
    answer: enrolAnswerSchema,
  },
  {
    method: 'post',
    path: '/records',
    summary:
      'Takes up to 100 signed records; each is answered by itself, a repeated one with its first answer',
    body: typedRecordsRequestSchema,
    answer: recordsAnswerSchema,
  },
  {
    method: 'get',
    path: '/persons/{handle}',
    summary: 'What a kiosk may show of a person; `null` when nobody here has the number',
    parameters: [
      { name: 'handle', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
    ],
    answer: personAnswerSchema,
  },
  {
    method: 'get',
    path: '/changes',
    summary: 'The profile if it changed since the cursor',
    parameters: [{ name: 'since', in: 'query', required: false, schema: { type: 'string' } }],
    answer: changesAnswerSchema,
  },
  {
    method: 'post',
    path: '/heartbeat',
    summary: 'State of a terminal; answers with the highest sequence held of its epoch',
    body: heartbeatRequestSchema,
    answer: heartbeatAnswerSchema,
  },
];

const SIGNING = [
  'Bodies are JSON. A request is signed with the terminal\'s Ed25519 key over "songbai.request.v1", a zero',
  'byte and the RFC 8785 text of {body, method, nonce, path, terminal, time}, where body is the SHA-256 (hex)',
  'of the raw body; an answer with the county\'s key over "songbai.answer.v1", a zero byte and the text of',
  "{body, nonce, status, time}, the nonce being the request's. Signatures are base64.",
  'A record is signed over "songbai.record.v1", a zero byte and its RFC 8785 text; its hash is the SHA-256',
  '(hex) of the same bytes.',
].join(' ');

/** OpenAPI 3.1, made from the schemas that the server itself parses with. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    paths[`${PROTOCOL_BASE}${operation.path}`] = { [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Songbai county protocol', version: '1', description: SIGNING },
    paths,
  };
}

function describe(operation: Operation): object {
  return {
    summary: operation.summary,
    parameters: [...requestHeaders(), ...(operation.parameters ?? [])],
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(operation.body, 'input') } }),
    responses: {
      '200': {
        description: 'Signed answer',
        headers: answerHeaders(),
        content: json(operation.answer, 'output'),
      },
      default: {
        description:
          'Not served; signed when the request had a nonce. 429 (asked too often) and 503 say in retry-after when to come again',
        content: json(problemSchema, 'output'),
      },
    },
  };
}

function json(schema: z.ZodType, io: 'input' | 'output'): object {
  return { 'application/json': { schema: z.toJSONSchema(schema, { io }) } };
}

function requestHeaders(): readonly object[] {
  const header = (name: string, description: string): object => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  });
  return [
    header(HEADER.terminal, 'Terminal id given at enrolment, `-` for enrol'),
    header(HEADER.time, "Terminal's clock, ms since the epoch"),
    header(HEADER.nonce, '32 hex digits, fresh for every request'),
    header(HEADER.signature, 'Base64'),
  ];
}

function answerHeaders(): object {
  const schema = { type: 'string' };
  return {
    [HEADER.time]: { description: "County's clock, ms since the epoch", schema },
    [HEADER.signature]: { description: 'Base64', schema },
  };
}
