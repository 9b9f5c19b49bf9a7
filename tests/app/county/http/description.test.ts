import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEADER, verifyAnswer } from '../../../../shared/protocol/envelope.ts';
import { PROTOCOL_BASE } from '../../../../shared/protocol/messages.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: { readonly pattern?: string; readonly maxLength?: number };
}

interface Operation {
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content: object }>>;
}

let county: TestCounty;
beforeEach(async () => {
  county = await testCounty();
});
afterEach(async () => county.close());

async function operations(): Promise<readonly (readonly [string, string, Operation])[]> {
  const answer = await county.server.inject({ method: 'GET', url: '/docs/openapi.json' });
  const { paths } = answer.json<{ paths: Record<string, Record<string, Operation>> }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  );
}

describe('the description of the protocol', () => {
  it('is made of the routes: each is there, with its headers, what it takes and what it answers', async () => {
    const described = await operations();
    expect(described.map(([method, path]) => `${method} ${path}`).sort()).toEqual([
      'get /terminal/v1/changes',
      'get /terminal/v1/persons/{handle}',
      'post /terminal/v1/enrol',
      'post /terminal/v1/heartbeat',
      'post /terminal/v1/records',
    ]);
    for (const [method, path, { summary, parameters, requestBody, responses }] of described) {
      expect(summary, path).not.toBe('');
      const heads = parameters.filter((one) => one.in === 'header' && one.required).map(({ name }) => name);
      expect(heads.sort(), path).toEqual(Object.values(HEADER).sort());
      expect(requestBody?.required === true, path).toBe(method === 'post');
      expect(Object.keys(responses).sort(), path).toEqual(['200', 'default']);
      expect(Object.keys(responses['200']?.headers ?? {}).sort()).toEqual([HEADER.signature, HEADER.time]);
      expect(JSON.stringify(responses['default'])).toContain('unknown-terminal');
    }
  });

  it('names what an address may carry', async () => {
    const named = (await operations()).flatMap(([, , { parameters }]) =>
      parameters.filter((one) => one.in !== 'header'),
    );
    expect(named).toMatchObject([
      { name: 'handle', in: 'path', required: true, schema: { pattern: '^[0-9a-f]{64}$' } },
      { name: 'since', in: 'query', required: false, schema: { maxLength: 64 } },
    ]);
  });

  it('says of a record what a good one is, though each is parsed by itself', async () => {
    const records = (await operations()).find(([, path]) => path.endsWith('/records'));
    expect(JSON.stringify(records?.[2].requestBody)).toContain('certificateNo');
  });

  it('leaves out what is no part of the protocol', async () => {
    expect((await operations()).every(([, path]) => path.startsWith(PROTOCOL_BASE))).toBe(true);
  });
});

describe('an address under the protocol that is not there', () => {
  const nonce = 'ab'.repeat(16);
  const ask = async (url: string, payload?: string) =>
    await county.server.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url,
      headers: { [HEADER.nonce]: nonce },
      ...(payload === undefined ? {} : { payload }),
    });

  it.each([
    ['with a body', '{'],
    ['with more of a body than any route takes', 'x'.repeat(2_000_000)],
    ['without', undefined],
  ])('is refused %s, in a signed answer', async (_name, payload) => {
    const answer = await ask(`${PROTOCOL_BASE}/nothing`, payload);
    expect(answer.statusCode).toBe((payload?.length ?? 0) > 1_000_000 ? 413 : 404);
    const facts = {
      status: answer.statusCode,
      time: Number(answer.headers[HEADER.time]),
      nonce,
      body: answer.rawPayload,
    };
    const { publicKey } = county.store.county.signer;
    expect(verifyAnswer(nodeCrypto, publicKey, facts, String(answer.headers[HEADER.signature]))).toBe(true);
  });

  it('elsewhere bears no signature', async () => {
    expect((await ask('/elsewhere')).headers[HEADER.signature]).toBeUndefined();
    expect((await ask('/health')).headers[HEADER.signature]).toBeUndefined();
  });
});
