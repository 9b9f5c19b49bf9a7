import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEADER } from '../../../../shared/protocol/envelope.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { PROTOCOL_BASE } from '../../../../shared/protocol/messages.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
});
afterEach(() => county.close());

const rowCount = async (): Promise<number> =>
  (await county.store.db.selectFrom('certifications').select('county').execute()).length;

async function recordsBody(): Promise<string> {
  return JSON.stringify({ records: [terminal.record({ idNumber: await county.person('receiving') })] });
}

describe('who may ask', () => {
  it('refuses a terminal that is not enrolled', async () => {
    const answer = await terminal.send('GET', '/changes', undefined, { terminal: 'Tnobody' });
    expect(answer).toMatchObject({ status: 401, json: { error: 'unknown-terminal' }, genuine: true });
  });

  it('refuses a request signed by another key', async () => {
    const stranger = new TestTerminal(county.server, county.store);
    const answer = await terminal.send('POST', '/records', await recordsBody(), { signer: stranger.signer });
    expect(answer).toMatchObject({ status: 401, json: { error: 'bad-signature' }, genuine: true });
    expect(await rowCount()).toBe(0);
  });

  it('refuses a body that was changed on the way', async () => {
    const body = await recordsBody();
    const answer = await terminal.send('POST', '/records', body, { sentBody: `${body} ` });
    expect(answer).toMatchObject({ status: 401, json: { error: 'bad-signature' } });
  });

  it.each([HEADER.time, HEADER.nonce, HEADER.terminal])('refuses a changed %s', async (header) => {
    const other = new TestTerminal(county.server, county.store);
    await other.enrol('另一台');
    const changed = { [HEADER.time]: '1', [HEADER.nonce]: 'cd'.repeat(16), [HEADER.terminal]: other.id };
    const answer = await terminal.send('GET', '/changes', undefined, {
      headers: { [header]: changed[header] ?? '' },
    });
    expect(answer).toMatchObject({ status: 401, json: { error: 'bad-signature' } });
  });

  it('does not serve the same request twice', async () => {
    const nonce = '0123456789abcdef'.repeat(2);
    expect((await terminal.send('GET', '/changes', undefined, { nonce })).status).toBe(200);
    expect(await terminal.send('GET', '/changes', undefined, { nonce })).toMatchObject({
      status: 409,
      json: { error: 'stale' },
      genuine: true,
    });
  });

  it('serves a terminal whose clock is a year off', async () => {
    const answer = await terminal.send('GET', '/changes', undefined, {
      time: county.clock.now() - 365 * 24 * 60 * 60 * 1000,
    });
    expect(answer).toMatchObject({ status: 200, genuine: true });
  });

  it.each([
    [HEADER.time, 'soon'],
    [HEADER.time, '-5'],
    [HEADER.time, '99999999999999999999'],
    [HEADER.terminal, 'T 1; drop table'],
    [HEADER.signature, 'x'.repeat(300)],
  ])('calls a header %s of %s malformed', async (header, value) => {
    const answer = await terminal.send('GET', '/changes', undefined, { headers: { [header]: value } });
    expect(answer).toMatchObject({ status: 400, json: { error: 'malformed' }, genuine: true });
  });

  it('answers a request without headers with a plain problem, unsigned', async () => {
    const answer = await county.server.inject({ method: 'GET', url: `${PROTOCOL_BASE}/changes` });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: 'malformed' });
    expect(answer.headers[HEADER.signature]).toBeUndefined();
  });
});

describe('bad bodies from a genuine terminal', () => {
  it.each([
    ['HTML', '<html><body>login</body></html>'],
    ['nothing', ''],
    ['half of it', '{"records":[{'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['a list', '[]'],
    ['no records', '{"records":[]}'],
    ['more than a hundred', JSON.stringify({ records: Array.from({ length: 101 }, () => 1) })],
    ['an unknown field', '{"records":[1],"admin":true}'],
    ['a deep nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('%s is malformed, in a signed answer', async (_name, body) => {
    const answer = await terminal.send('POST', '/records', body);
    expect(answer).toMatchObject({ status: 400, json: { error: 'malformed' }, genuine: true });
  });

  it('too many bytes are too large', async () => {
    const answer = await terminal.send('POST', '/records', 'x'.repeat(2 * 1024 * 1024));
    expect(answer).toMatchObject({ status: 413, json: { error: 'too-large' }, genuine: true });
  });

  it('says nothing of its inside', async () => {
    await county.store.db.schema.dropTable('decisions').execute();
    const answer = await terminal.send('POST', '/records', await recordsBody());
    expect(answer).toMatchObject({ status: 500, json: { error: 'internal' }, genuine: true });
    expect(answer.text).not.toMatch(/decisions|sqlite|\.ts|stack/i);
    expect(county.reports).toHaveLength(1);
    expect(county.reports[0]).not.toContain('\n');
  });

  it('tells addresses that are not there', async () => {
    expect(await terminal.send('GET', '/secrets')).toMatchObject({ status: 404, genuine: true });
  });
});

describe('GET /persons/{handle}', () => {
  const handleOf = (idNumber: string): string =>
    personHandle(county.store.crypto, county.store.county.handleKey, idNumber);

  it('tells status and certified month, and nothing that names the person', async () => {
    const idNumber = await county.person('suspended', { certified_through: '2026-03' });
    const answer = await terminal.send('GET', `/persons/${handleOf(idNumber)}`);
    expect(answer.genuine).toBe(true);
    expect(answer.json).toEqual({
      person: { status: 'suspended', certifiedThrough: '2026-03' },
      now: county.clock.now(),
    });
    expect(answer.text).not.toContain('松明');
  });

  it('is null for a stranger', async () => {
    const answer = await terminal.send('GET', `/persons/${'a'.repeat(64)}`);
    expect(answer.json).toMatchObject({ person: null });
  });

  it('takes nothing but a handle', async () => {
    const idNumber = await county.person('receiving');
    expect(await terminal.send('GET', `/persons/${idNumber}`)).toMatchObject({ status: 400 });
  });
});

describe('GET /changes', () => {
  it('gives the profile once, and again when it has changed', async () => {
    const first = (await terminal.send('GET', '/changes?since=')).json as {
      cursor: string;
      profile?: object;
    };
    expect(first.profile).toMatchObject({ name: '柏坪县' });
    const second = await terminal.send('GET', `/changes?since=${first.cursor}`);
    expect(second.json).toEqual({ cursor: first.cursor, now: county.clock.now() });
    await county.store.db.updateTable('counties').set({ counter: '5号窗口' }).execute();
    const third = await terminal.send('GET', `/changes?since=${first.cursor}`);
    expect(third.json).toMatchObject({ profile: { counter: '5号窗口' } });
  });
});

it.each(['x'.repeat(65), 'a&since=b'])('a cursor that was never given out is refused: %s', async (since) => {
  const answer = await terminal.send('GET', `/changes?since=${since}`);
  expect(answer).toMatchObject({ status: 400, json: { error: 'malformed' }, genuine: true });
});

describe('open addresses', () => {
  it('say that the service is well', async () => {
    const answer = await county.server.inject({ method: 'GET', url: '/health' });
    expect(answer.json()).toEqual({ status: 'ok', county: '990101' });
  });

  it('describe the protocol from the schemas that parse it', async () => {
    const document = (await county.server.inject({ method: 'GET', url: '/docs/openapi.json' })).json<{
      openapi: string;
      paths: Record<string, object>;
    }>();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/terminal/v1/changes',
      '/terminal/v1/enrol',
      '/terminal/v1/heartbeat',
      '/terminal/v1/persons/{handle}',
      '/terminal/v1/records',
    ]);
    expect(JSON.stringify(document)).toContain('certificateNo');
  });
});
