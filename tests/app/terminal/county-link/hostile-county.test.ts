import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CourierOptions } from '../../../../app/terminal/county-link/courier.ts';
import { openCourier } from '../../../../app/terminal/county-link/courier.ts';
import { enrol } from '../../../../app/terminal/county-link/enrol.ts';
import { openHttp } from '../../../../app/terminal/county-link/http.ts';
import type { Standing } from '../../../../flows/sync/ports.ts';
import { systemClock, systemRandom } from '../../../../shared/clock/system.ts';
import type { Clock } from '../../../../shared/clock/clock.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { PROFILE } from '../store/sample.ts';
import type { Handler } from './hostile.ts';
import { TLS_FIXTURES, answerSigned, serve } from './hostile.ts';

const county = nodeCrypto.generateKey().signer;
const terminal = nodeCrypto.generateKey().signer;
const STANDING: Standing = {
  epoch: '00112233445566aa',
  sequence: 3,
  queued: 1,
  parked: 0,
  audit: { sequence: 7, hash: 'a'.repeat(64) },
  countyAudit: undefined,
};
const GOOD = { highestSequence: 3, now: 5 };

function http(url: string, caFile?: string, clock: Clock = systemClock) {
  const opened = openHttp(url, caFile, clock);
  if (!opened.ok) throw new Error(opened.error);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

function courierTo(url: string, change: Partial<CourierOptions> = {}, caFile?: string) {
  const heard: boolean[] = [];
  const clock = change.clock ?? systemClock;
  const courier = openCourier({
    http: http(url, caFile, clock),
    crypto: nodeCrypto,
    signer: terminal,
    clock,
    random: systemRandom,
    identity: () => ({ terminal: 'T1', countyKey: county.publicKey }),
    software: 'test',
    devices: () => [],
    heard: (online) => void heard.push(online),
    ...change,
  });
  return { courier, heard };
}

/** What a heartbeat to a server that behaves like `handle` comes to. */
async function beat(handle: Handler) {
  const { url } = await serve(handle);
  const { courier, heard } = courierTo(url);
  const outcome = await courier.heartbeat(STANDING);
  expect(heard).toEqual([outcome.ok]);
  return outcome;
}

const fault = (kind: string, more: object = {}) => ({ ok: false, error: { kind, ...more } });

describe('an answer', () => {
  it('counts when the county signed it for this very request', async () => {
    const outcome = await beat((request, response) =>
      answerSigned(request, response, county, { body: GOOD }),
    );
    expect(outcome).toMatchObject({ ok: true, value: { body: GOOD } });
  });

  it('of a captive portal (HTML, 200) does not', async () => {
    const outcome = await beat((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>请登录</html>');
    });
    expect(outcome).toMatchObject(fault('forged', { detail: "HTTP 200 without the county's signature" }));
  });

  it('with another key’s signature does not', async () => {
    const stranger = nodeCrypto.generateKey().signer;
    expect(
      await beat((request, response) => answerSigned(request, response, stranger, { body: GOOD })),
    ).toMatchObject(fault('forged'));
  });

  it('that was signed for another request does not', async () => {
    expect(
      await beat((request, response) =>
        answerSigned(request, response, county, { body: GOOD, nonce: '0'.repeat(32) }),
      ),
    ).toMatchObject(fault('forged'));
  });

  it('whose body was changed on the way does not', async () => {
    expect(
      await beat((request, response) => {
        const end = response.end.bind(response);
        response.end = () => end(JSON.stringify({ ...GOOD, highestSequence: 4 }));
        answerSigned(request, response, county, { body: GOOD });
      }),
    ).toMatchObject(fault('forged'));
  });

  it.each([
    ['not JSON', 'hello'],
    ['JSON of another shape', { highestSequence: 'three' }],
    ['null', null],
  ])('that is signed and %s does not', async (_, body) => {
    expect(
      await beat((request, response) => answerSigned(request, response, county, { body })),
    ).toMatchObject(fault('forged', { detail: 'the answer is not in the protocol' }));
  });

  it('of 500 or 503 means later, with what Retry-After says', async () => {
    expect(await beat((_, response) => response.writeHead(500).end('<html>'))).toMatchObject(fault('busy'));
    expect(
      await beat((_, response) => response.writeHead(503, { 'retry-after': '120' }).end()),
    ).toMatchObject(fault('busy', { retryAfterMs: 120_000 }));
    const date = new Date(Date.now() + 60_000).toUTCString();
    const later = await beat((_, response) => response.writeHead(429, { 'retry-after': date }).end());
    const heldMs = !later.ok && later.error.kind === 'busy' ? (later.error.retryAfterMs ?? 0) : 0;
    expect(heldMs).toBeGreaterThan(50_000);
    expect(heldMs).toBeLessThanOrEqual(60_000);
  });

  it('that refuses counts only with the county’s signature', async () => {
    const body = { error: 'revoked', detail: 'revoked' };
    expect(
      await beat((request, response) => answerSigned(request, response, county, { status: 403, body })),
    ).toEqual(fault('refused', { error: 'revoked', detail: 'revoked' }));
    expect(await beat((_, response) => response.writeHead(403).end(JSON.stringify(body)))).toMatchObject(
      fault('forged'),
    );
  });

  it('without end is cut off', async () => {
    expect(
      await beat((_, response) => {
        response.writeHead(200);
        const pour = (): void => {
          if (!response.destroyed) response.write(Buffer.alloc(64 * 1024), pour);
        };
        pour();
      }),
    ).toEqual(fault('unreachable', { detail: 'the answer is too long' }));
  });

  it('that never comes, or trickles, is given up after the time-out', async () => {
    // The time-out is a timer of the injected clock: it is let go off as soon as the request has arrived.
    for (const trickle of [false, true]) {
      let timeOut: () => void = () => undefined;
      const clock: Clock = {
        ...systemClock,
        after(ms, callback) {
          expect(ms).toBe(10_000);
          timeOut = callback;
          return () => undefined;
        },
      };
      const { url } = await serve((_, response) => {
        if (trickle) {
          response.writeHead(200);
          response.write('{"high');
        }
        timeOut();
      });
      const { courier } = courierTo(url, { clock });
      expect(await courier.heartbeat(STANDING)).toEqual(
        fault('unreachable', { detail: 'no answer within 10000 ms' }),
      );
    }
  });

  it('of a connection that breaks off is none', async () => {
    expect(await beat((request) => request.socket.destroy())).toMatchObject(fault('unreachable'));
  });
});

describe('over https', () => {
  const handle: Handler = (request, response) => answerSigned(request, response, county, { body: GOOD });

  it('only the configured authority is trusted, and nothing is sent to another', async () => {
    const { url, requests } = await serve(handle, true);
    const good = courierTo(url, {}, join(TLS_FIXTURES, 'ca.pem'));
    expect(await good.courier.heartbeat(STANDING)).toMatchObject({ ok: true });
    expect(requests()).toBe(1);
    for (const ca of [join(TLS_FIXTURES, 'other-ca.pem'), undefined]) {
      const { courier } = courierTo(url, {}, ca);
      expect(await courier.heartbeat(STANDING)).toMatchObject(fault('unreachable'));
    }
    expect(requests()).toBe(1);
  });

  it('a CA file that is not one is named', () => {
    expect(openHttp('https://127.0.0.1:1', join(TLS_FIXTURES, 'make.sh'), systemClock)).toMatchObject({
      ok: false,
      error: expect.stringContaining('make.sh: not a PEM certificate') as string,
    });
  });
});

describe('enrolling with somebody who does not know the code', () => {
  it('fails, however well they sign', async () => {
    const { url } = await serve((request, response) =>
      answerSigned(request, response, county, {
        body: {
          terminal: 'T1',
          terminalNumber: 1,
          countyKey: county.publicKey,
          proof: 'a'.repeat(64),
          handleKey: 'AAAA',
          profile: PROFILE,
          now: 1,
        },
      }),
    );
    const outcome = await enrol(
      {
        http: http(url),
        crypto: nodeCrypto,
        signer: terminal,
        clock: systemClock,
        random: systemRandom,
        terminalName: '1 号机',
        software: 'test',
      },
      'ABCDEFGHJKMN',
    );
    expect(outcome).toEqual(
      fault('again', { detail: 'what answers there cannot prove that it issued this code' }),
    );
  });
});
