import type { SwaggerTransform } from '@fastify/swagger';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { HEADER } from '../../../shared/protocol/envelope.ts';
import { recordsRequestSchema, typedRecordsRequestSchema } from '../../../shared/protocol/messages.ts';

const SIGNING = [
  'Bodies are JSON. A request is signed with the terminal\'s Ed25519 key over "songbai.request.v1", a zero',
  'byte and the RFC 8785 text of {body, method, nonce, path, terminal, time}, where body is the SHA-256 (hex)',
  'of the raw body; an answer with the county\'s key over "songbai.answer.v1", a zero byte and the text of',
  "{body, nonce, status, time}, the nonce being the request's. Signatures are base64.",
  'A record is signed over "songbai.record.v1", a zero byte and its RFC 8785 text; its hash is the SHA-256',
  '(hex) of the same bytes.',
].join(' ');

const ANSWER_HEADERS = {
  [HEADER.time]: { type: 'string', description: "County's clock, ms since the epoch" },
  [HEADER.signature]: { type: 'string', description: 'Base64' },
};

/**
 * OpenAPI 3.1 at `/docs/openapi.json`, made of the routes that are registered behind this, by the schemas that
 * parse what they take.
 */
export function describeRoutes(server: FastifyInstance): void {
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Songbai county protocol', version: '1', description: SIGNING },
    },
    transform: described,
  });
  server.get('/docs/openapi.json', { schema: { hide: true } }, async () => server.swagger());
}

const described: SwaggerTransform = (document) => {
  const { schema } = document;
  // Each record is parsed by itself, so that a bad one spoils no other; here stands what a good one is.
  const body = schema?.body === recordsRequestSchema ? typedRecordsRequestSchema : schema?.body;
  const { schema: plain, url } = jsonSchemaTransform({
    ...document,
    schema: body === undefined ? schema : { ...schema, body },
  });
  const answers = z.record(z.string(), z.looseObject({})).safeParse(plain.response);
  if (!answers.success) return { schema: plain, url };
  const { 200: good, ...others } = answers.data;
  return { schema: { ...plain, response: { 200: { ...good, headers: ANSWER_HEADERS }, ...others } }, url };
};
