import * as z from 'zod';
import { HEADER } from '../../../shared/protocol/envelope.ts';
import {
  changesAnswerSchema,
  enrolAnswerSchema,
  enrolRequestSchema,
  heartbeatAnswerSchema,
  heartbeatRequestSchema,
  LONGEST_CURSOR,
  personAnswerSchema,
  problemSchema,
  recordsAnswerSchema,
  recordsRequestSchema,
} from '../../../shared/protocol/messages.ts';

/** What each address takes and answers: read by the server and by the description of the protocol alike. */

/** Latest instant that a date can hold, ms. */
const LAST_INSTANT = 8.64e15;

function isInstant(text: string): boolean {
  const time = Number(text);
  return Number.isSafeInteger(time) && time >= 0 && time <= LAST_INSTANT;
}

/** The four headers that every request carries. */
export const headSchema = z.object({
  [HEADER.terminal]: z
    .string()
    .regex(/^(-|[\w-]{1,64})$/)
    .describe('Terminal id given at enrolment, `-` for enrol'),
  [HEADER.time]: z.string().min(1).refine(isInstant).describe("Terminal's clock, ms since the epoch"),
  [HEADER.nonce]: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('32 hex digits, fresh for every request'),
  [HEADER.signature]: z.string().min(1).max(200).describe('Base64'),
});

const NOT_SERVED =
  'Not served; signed when the request had a nonce. 429 (asked too often) and 503 say in retry-after when to come again';

function answers<A extends z.ZodType>(answer: A) {
  return {
    200: answer.describe('Signed answer'),
    default: problemSchema.describe(NOT_SERVED),
  };
}

export const enrolSchema = {
  summary: 'Uses up a one-time code; the terminal header is `-` and the signature is by the key in the body',
  headers: headSchema,
  body: enrolRequestSchema,
  response: answers(enrolAnswerSchema),
};

export const recordsSchema = {
  summary: 'Takes up to 100 signed records; each is answered by itself, a repeated one with its first answer',
  headers: headSchema,
  body: recordsRequestSchema,
  response: answers(recordsAnswerSchema),
};

const WRONG_CURSOR = `one text of at most ${LONGEST_CURSOR} characters`;

export const changesSchema = {
  summary: 'The profile if it changed since the cursor',
  headers: headSchema,
  querystring: z.object({ since: z.string(WRONG_CURSOR).max(LONGEST_CURSOR, WRONG_CURSOR).default('') }),
  response: answers(changesAnswerSchema),
};

export const personSchema = {
  summary: 'What a kiosk may show of a person; `null` when nobody here has the number',
  headers: headSchema,
  params: z.object({ handle: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits') }),
  response: answers(personAnswerSchema),
};

export const heartbeatSchema = {
  summary: 'State of a terminal; answers with the highest sequence held of its epoch',
  headers: headSchema,
  body: heartbeatRequestSchema,
  response: answers(heartbeatAnswerSchema),
};
