import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEADER, verifyAnswer } from '../../../../shared/protocol/envelope.ts';
import { PROTOCOL_BASE, problemSchema } from '../../../../shared/protocol/messages.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { PATIENCE } from '../../../../app/county/http/patience.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';

let county: TestCounty;
let port: number;
const open = new Set<Socket>();
async function listen(patience: NonNullable<Parameters<typeof testCounty>[0]>['patience'] = {}) {
  county = await testCounty({ patience });
  port = Number(new URL(await county.server.listen({ host: '127.0.0.1', port: 0 })).port);
}
beforeEach(() => open.clear());
afterEach(async () => {
  for (const socket of open) socket.destroy();
  await county.close();
});

interface Heard {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Opens a connection, writes `text` and whatever `more` writes, and hears until the county ends it. */
function hear(text: string, more: (socket: Socket) => void = () => undefined): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    open.add(socket);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += String(chunk);
    });
    socket.on('error', (error) => {
      if (heard === '') reject(error);
    });
    socket.on('close', () => resolve(parse(heard)));
    socket.on('connect', () => {
      socket.write(text);
      more(socket);
    });
  });
}

function parse(heard: string): Heard {
  const [head = '', body = ''] = heard.split('\r\n\r\n', 2);
  const [first = '', ...lines] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    ),
    body,
  };
}

/** A byte now and then, for as long as the connection stands. */
function trickle(bytes: string): (socket: Socket) => void {
  return (socket) => {
    let at = 0;
    const timer = setInterval(() => {
      if (socket.writable) socket.write(bytes[at % bytes.length] ?? '');
      at += 1;
    }, 20);
    socket.on('close', () => clearInterval(timer));
  };
}

const SHORT = { requestMs: 300, lookMs: 20, idleMs: 300 };
const NONCE = 'ab'.repeat(16);
const SIGNED = [
  `${HEADER.terminal}: Tnobody`,
  `${HEADER.time}: 1`,
  `${HEADER.nonce}: ${NONCE}`,
  `${HEADER.signature}: AA==`,
].join('\r\n');

it('a request may take fifteen seconds, and half a second until that is noticed', async () => {
  await listen();
  expect(PATIENCE).toMatchObject({ requestMs: 15_000, lookMs: 500 });
  const { headersTimeout, requestTimeout, keepAliveTimeout } = county.server.server;
  expect({ headersTimeout, requestTimeout, keepAliveTimeout }).toEqual({
    headersTimeout: 15_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
  });
});

describe('a request that does not arrive', () => {
  const late = { status: 408, error: 'malformed' };
  const told = async (answer: Promise<Heard>) => {
    const { status, body } = await answer;
    return { status, error: problemSchema.parse(JSON.parse(body)).error };
  };

  it('whole: a body that trickles is ended', async () => {
    await listen(SHORT);
    const head = `POST ${PROTOCOL_BASE}/records HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\nContent-Length: 100000\r\n\r\n`;
    expect(await told(hear(head, trickle('{')))).toEqual(late);
  });

  it('whole: a body in chunks that trickles is ended', async () => {
    await listen(SHORT);
    const head = `POST ${PROTOCOL_BASE}/records HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await told(hear(head, trickle('1\r\n{\r\n')))).toEqual(late);
  });

  it('whole: a head that trickles is ended', async () => {
    await listen(SHORT);
    expect(await told(hear('GET /health HTTP/1.1\r\nX-A: ', trickle('a')))).toEqual(late);
    await expect.poll(refusals).toMatchObject([{ reason: 'malformed' }]);
  });

  it('whole: a second one on a connection that was in order is ended', async () => {
    await listen(SHORT);
    const { status } = await hear('GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /he', trickle('a'));
    expect(status).toBe(200);
  });

  it('at all: a connection that says nothing is ended', async () => {
    await listen(SHORT);
    expect(await told(hear(''))).toEqual(late);
    // Nothing was asked and nothing refused: whoever watches the port may do that every minute.
    expect(await refusals()).toEqual([]);
  });

  it('again: a connection that idles after its answer is ended', async () => {
    await listen(SHORT);
    expect((await hear('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')).status).toBe(200);
  });

  it('leaves no line in the log and the service alive', async () => {
    await listen(SHORT);
    const head = `POST ${PROTOCOL_BASE}/records HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\nContent-Length: 9\r\n\r\n`;
    await hear(head, trickle('{'));
    expect(county.reports).toEqual([]);
    expect((await county.server.inject({ method: 'GET', url: '/health' })).statusCode).toBe(200);
  });
});

/** As the audit has them. */
async function refusals(): Promise<readonly unknown[]> {
  const rows = await county.store.db
    .selectFrom('audit')
    .select('details')
    .where('event', '=', 'request-refused')
    .orderBy('sequence')
    .execute();
  return rows.map(({ details }) => JSON.parse(details) as unknown);
}

it('a storm of requests that are reset kills nobody, and each is noted, where that is known with its address', async () => {
  await listen();
  const heads = [
    'POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody',
    'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
    `POST ${PROTOCOL_BASE}/enrol HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\nContent-Length: 2\r\n\r\n{}`,
    'no HTTP at all\r\n\r\n',
  ];
  const storm = async (delayMs: number, text: string): Promise<void> =>
    await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), delayMs));
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  for (let round = 0; round < 60; round += 1)
    await Promise.all(heads.flatMap((text) => [0, 0, 1].map((delayMs) => storm(delayMs, text))));
  expect((await county.server.inject({ method: 'GET', url: '/health' })).statusCode).toBe(200);
  expect(county.reports).toEqual([]);
  // Of one that was reset before it was accepted nobody can say where it came from.
  for (const refused of await refusals())
    expect(refused).toMatchObject({ address: expect.stringMatching(/^(127\.0\.0\.1)?$/) });
  expect(await refusals()).not.toEqual([]);
});

describe('what is refused before any code of ours', () => {
  const close = 'Connection: close\r\n';
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00', 400, 'malformed'],
    ['an endless head', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`, 431, 'too-large'],
    ['no host', `GET /nowhere HTTP/1.1\r\n${close}\r\n`, 404, 'malformed'],
    ['another method', `DELETE /health HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 404, 'malformed'],
    ['a method nobody knows', `BREW / HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 400, 'malformed'],
    ['an address that cannot be read', `GET /%zz HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 400, 'malformed'],
    ['an endless address', `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 404, 'malformed'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'malformed',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed',
    ],
  ])('%s', async (_, text, status, error) => {
    await listen();
    const heard = await hear(text);
    expect(heard.status).toBe(status);
    expect(heard.headers.get('content-type')).toContain('application/json');
    const problem: unknown = JSON.parse(heard.body);
    expect(problemSchema.strict().parse(problem).error).toBe(error);
    await expect.poll(refusals).toEqual([{ reason: error, address: '127.0.0.1', count: 1 }]);
  });

  it.each([
    ['an address that cannot be read', 'GET', '/%zz', '', 400],
    ['an address that is not there', 'GET', '/nowhere', '', 404],
    ['a method that is not served', 'PUT', '/records', 'Content-Length: 0\r\n', 404],
    ['a type of content that is none', 'POST', '/records', 'Content-Type: x\r\nContent-Length: 0\r\n', 400],
    ['too much', 'POST', '/records', 'Content-Length: 9000000\r\n', 413],
    ['too much for a heartbeat', 'POST', '/heartbeat', 'Content-Length: 20000\r\n', 413],
    ['too long a handle', 'GET', `/persons/${'a'.repeat(500)}`, '', 400],
  ])('%s is answered under signature where there is a nonce', async (_, method, path, more, status) => {
    await listen();
    const text = `${method} ${PROTOCOL_BASE}${path} HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\n${more}${close}\r\n`;
    const heard = await hear(text);
    expect(heard.status).toBe(status);
    problemSchema.strict().parse(JSON.parse(heard.body));
    const facts = {
      status,
      time: Number(heard.headers.get(HEADER.time)),
      nonce: NONCE,
      body: Buffer.from(heard.body),
    };
    const key = county.store.county.signer.publicKey;
    expect(verifyAnswer(nodeCrypto, key, facts, heard.headers.get(HEADER.signature) ?? '')).toBe(true);
  });

  it('a body of somebody who does not look like a terminal is not waited for', async () => {
    await listen();
    const text = `POST ${PROTOCOL_BASE}/records HTTP/1.1\r\nHost: x\r\n${close}Content-Length: 900000\r\n\r\n`;
    const heard = await hear(text);
    expect(heard.status).toBe(400);
    expect(JSON.parse(heard.body)).toMatchObject({
      detail: expect.stringContaining(HEADER.terminal) as string,
    });
  });
});
