import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressKey } from '../../../../app/county/http/limits.ts';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { problemSchema } from '../../../../shared/protocol/messages.ts';
import { events, eventually } from '../support/audit.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import type { Answer } from '../support/terminal.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
async function open(options: Parameters<typeof testCounty>[0] = {}): Promise<void> {
  county = await testCounty(options);
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
}
beforeEach(() => {
  // The limiter reads the wall clock; here it stands still until it is set.
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await county.close();
});

const handle = (n: number): string => n.toString(16).padStart(64, '0');
const later = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);
const statuses = (answers: readonly Answer[]): readonly number[] => answers.map(({ status }) => status);

async function lookups(from: number, to: number, by = terminal): Promise<readonly Answer[]> {
  const asked = Array.from({ length: to - from }, (_, n) => by.send('GET', `/persons/${handle(from + n)}`));
  return await Promise.all(asked);
}

describe('questions for persons', () => {
  it('of a busy hall are never too many: a family a minute, each asked for again', async () => {
    await open();
    for (let minute = 0; minute < 30; minute += 1) {
      const answers = [
        ...(await lookups(minute * 8, minute * 8 + 8)),
        ...(await lookups(minute * 8, minute * 8 + 8)),
      ];
      expect(new Set(statuses(answers))).toEqual(new Set([200]));
      later(60);
    }
  });

  it('of a stolen key end after the first sixty, in a signed 429 that says when to come again', async () => {
    await open();
    const answers = await lookups(0, 500);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(440);
    for (const answer of refused) {
      expect(answer.genuine).toBe(true);
      expect(problemSchema.parse(answer.json).error).toBe('busy');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    }
  });

  it('are counted by terminal, and served again when the time is over', async () => {
    await open();
    const other = new TestTerminal(county.server, county.store);
    await other.enrol('另一台');
    await lookups(0, 61);
    expect(statuses(await lookups(61, 62))).toEqual([429]);
    expect(statuses(await lookups(61, 62, other))).toEqual([200]);
    later(61);
    expect(statuses(await lookups(61, 62))).toEqual([200]);
  });

  it('are counted in the long run, too', async () => {
    await open({ rates: { lookupsInTheLongRun: { points: 90, seconds: 3600 } } });
    expect(statuses(await lookups(0, 50))).not.toContain(429);
    later(61);
    const answers = await lookups(50, 100);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(3000);
  });

  it('for one and the same person are fewer', async () => {
    await open();
    const again = Array.from({ length: 16 }, () => terminal.send('GET', `/persons/${handle(7)}`));
    expect(statuses(await Promise.all(again)).filter((status) => status === 429)).toHaveLength(1);
    expect(statuses(await lookups(8, 9))).toEqual([200]);
  });

  it('count when they are played back, and when they name nobody', async () => {
    await open({ rates: { lookups: { points: 4, seconds: 60 } } });
    const nonce = 'ab'.repeat(16);
    const seen: number[] = [];
    for (let n = 0; n < 3; n += 1)
      seen.push((await terminal.send('GET', `/persons/${handle(1)}`, undefined, { nonce })).status);
    seen.push((await terminal.send('GET', '/persons/nobody')).status);
    seen.push((await terminal.send('GET', `/persons/${handle(2)}`)).status);
    expect(seen).toEqual([200, 409, 409, 400, 429]);
  });

  it('count for nobody when the signature is another’s', async () => {
    await open({ rates: { lookups: { points: 1, seconds: 60 } } });
    const { signer } = new TestTerminal(county.server, county.store);
    for (let n = 0; n < 5; n += 1)
      expect((await terminal.send('GET', `/persons/${handle(n)}`, undefined, { signer })).status).toBe(401);
    expect(statuses(await lookups(0, 1))).toEqual([200]);
  });
});

describe('other requests', () => {
  it('a queue of 10,000 records goes up in one go, even if each call has to be halved', async () => {
    await open();
    const calls = Array.from({ length: 400 }, () =>
      terminal.send('POST', '/records', JSON.stringify({ records: [1] })),
    );
    expect(new Set(statuses(await Promise.all(calls)))).toEqual(new Set([200]));
  });

  it('have limits of their own', async () => {
    await open({ rates: { records: { points: 2, seconds: 60 }, upkeep: { points: 3, seconds: 60 } } });
    const bring = () => terminal.send('POST', '/records', JSON.stringify({ records: [1] }));
    expect(statuses([await bring(), await bring(), await bring()])).toEqual([200, 200, 429]);
    const ask = () => terminal.send('GET', '/changes');
    expect(statuses([await ask(), await ask(), await ask(), await ask()])).toEqual([200, 200, 200, 429]);
    expect((await terminal.send('POST', '/heartbeat', '{}')).status).toBe(429);
    expect(statuses(await lookups(0, 1))).toEqual([200]);
  });

  it('a county that cannot keep up says so in the documented shape', async () => {
    await open();
    const slow = await testCounty({ patience: { lateMs: 1e-9, sampleMs: 10 } });
    const stranger = new TestTerminal(slow.server, slow.store);
    await slow.server.ready();
    const answer = await vi.waitFor(async () => {
      const now = await stranger.send('GET', '/changes');
      if (now.status !== 503) throw new Error(String(now.status));
      return now;
    });
    expect(answer).toMatchObject({ json: { error: 'busy' }, genuine: true, headers: { 'retry-after': '5' } });
    await slow.close();
  });
});

describe('enrolments', () => {
  const wrong = (address: string): Promise<Answer> =>
    new TestTerminal(county.server, county.store).tryEnrol('0000-0000-0000', { address });

  it('that fail are few from one address, and bar no other', async () => {
    await open();
    for (let n = 0; n < 20; n += 1) expect((await wrong('192.0.2.7')).status).toBe(403);
    const code = await issueCode(county.store, '二号机');
    const second = new TestTerminal(county.server, county.store);
    const answer = await second.tryEnrol(code, { address: '192.0.2.7' });
    expect(answer).toMatchObject({ status: 429, json: { error: 'busy' }, genuine: true });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await second.tryEnrol(code, { address: '192.0.2.8' })).status).toBe(200);
  });

  it('that succeed count nothing', async () => {
    await open({ rates: { failedEnrolments: { points: 2, seconds: 60 } } });
    for (let n = 0; n < 5; n += 1) await new TestTerminal(county.server, county.store).enrol(`${n} 号机`);
    expect((await wrong('127.0.0.1')).status).toBe(403);
  });

  it('that fail are limited in all, while a right code still enrols', async () => {
    await open({ rates: { failedEnrolmentsInAll: { points: 3, seconds: 60 } } });
    const seen: number[] = [];
    for (let n = 0; n < 5; n += 1) seen.push((await wrong(`192.0.2.${n}`)).status);
    expect(seen).toEqual([403, 403, 403, 429, 429]);
    await new TestTerminal(county.server, county.store).enrol('二号机');
  });

  it('with a wrong code wait for no writer', async () => {
    await open();
    const writer = new Database(county.address.slice('sqlite:'.length));
    writer.exec('begin immediate');
    try {
      expect((await wrong('192.0.2.7')).status).toBe(403);
    } finally {
      writer.exec('rollback');
      writer.close();
    }
    expect(await eventually(county, 'enrolment-refused')).toEqual([{ address: '192.0.2.7', count: 1 }]);
  });
});

describe('refused requests in the audit', () => {
  it('are one event at once, and one number for all that follow', async () => {
    await open();
    const nobody = { terminal: 'Tnobody', address: '192.0.2.9' };
    for (let n = 0; n < 50; n += 1) await terminal.send('GET', '/changes', undefined, nobody);
    const { signer } = new TestTerminal(county.server, county.store);
    for (let n = 0; n < 3; n += 1) await terminal.send('GET', '/changes', undefined, { signer });
    await eventually(county, 'request-refused', 2);
    await county.server.close();
    expect(await events(county, 'request-refused')).toEqual([
      { reason: 'unknown-terminal', address: '192.0.2.9', count: 1 },
      { reason: 'bad-signature', terminal: terminal.id, count: 1 },
      { reason: 'unknown-terminal', address: '192.0.2.9', count: 49 },
      { reason: 'bad-signature', terminal: terminal.id, count: 2 },
    ]);
  });

  it('from everywhere do not fill the log', async () => {
    await open();
    const asked = Array.from({ length: 600 }, (_, n) =>
      terminal.send('GET', '/changes', undefined, {
        terminal: 'Tnobody',
        address: `2001:db8:${n.toString(16)}::1`,
      }),
    );
    await Promise.all(asked);
    await county.server.close();
    const noted = (await events(county, 'request-refused')) as { address: string; count: number }[];
    expect(noted.length).toBeLessThan(70);
    expect(noted.reduce((sum, { count }) => sum + count, 0)).toBe(600);
    expect(noted.at(-1)).toMatchObject({ address: 'others' });
  });

  it('of a window that is over are one number, before the next window’s first', async () => {
    await open();
    const nobody = { terminal: 'Tnobody', address: '192.0.2.9' };
    for (let n = 0; n < 3; n += 1) await terminal.send('GET', '/changes', undefined, nobody);
    county.clock.advance(11 * 60_000);
    await terminal.send('GET', '/changes', undefined, nobody);
    expect(await eventually(county, 'request-refused', 3)).toEqual([
      { reason: 'unknown-terminal', address: '192.0.2.9', count: 1 },
      { reason: 'unknown-terminal', address: '192.0.2.9', count: 2 },
      { reason: 'unknown-terminal', address: '192.0.2.9', count: 1 },
    ]);
  });

  it.each(['{}', 'x'])('name the terminal of a genuine one that makes no sense: %s', async (body) => {
    await open();
    await terminal.send('POST', '/heartbeat', body);
    expect(await eventually(county, 'request-refused')).toEqual([
      { reason: 'malformed', terminal: terminal.id, count: 1 },
    ]);
  });

  it('do not count what the county itself could not do', async () => {
    await open();
    await county.store.db.schema.dropTable('lookups').execute();
    expect(statuses(await lookups(0, 1))).toEqual([500]);
    await county.server.close();
    expect(await events(county, 'request-refused')).toEqual([]);
  });

  it('too often is a reason, by terminal', async () => {
    await open({ rates: { lookups: { points: 1, seconds: 60 } } });
    await lookups(0, 3);
    expect(await eventually(county, 'request-refused')).toEqual([
      { reason: 'too-often', terminal: terminal.id, count: 1 },
    ]);
  });
});

describe('one address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:12::1', '2001:db8:0:12'],
    ['2001:0DB8:0000:0012:ffff:ffff:ffff:ffff', '2001:db8:0:12'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });
});

it('a person who is asked for is found as ever', async () => {
  await open();
  const idNumber = await county.person('receiving', { certified_through: '2026-12' });
  const { crypto, county: owner } = county.store;
  const answer = await terminal.send('GET', `/persons/${personHandle(crypto, owner.handleKey, idNumber)}`);
  expect(answer.json).toMatchObject({ person: { status: 'receiving', certifiedThrough: '2026-12' } });
});
