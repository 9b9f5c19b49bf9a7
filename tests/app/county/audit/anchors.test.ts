import { writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countyHead, diaryLine, keepDiary } from '../../../../app/county/audit/chain/diary.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { anchorText, fingerprint, parseAnchor } from '../../../../shared/audit/anchors.ts';
import type { AuditHead } from '../../../../shared/audit/chain.ts';
import { EMPTY_HEAD, nextAuditRow } from '../../../../shared/audit/chain.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { temporaryDirectory } from '../../terminal/store/fixture.ts';
import { county as command } from '../support/command.ts';
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

const findings = async (...noted: readonly string[]): Promise<readonly string[]> => {
  const anchors = noted.flatMap((line) => parseAnchor(line) ?? []);
  return (await verifyCounty(county.store.db, nodeCrypto, anchors)).findings;
};

/** 重链: the whole chain once more, with another time in its first row; sound by itself. */
async function makeChainAnew(): Promise<void> {
  const { db } = county.store;
  const rows = await db.selectFrom('audit').selectAll().orderBy('sequence').execute();
  let head: AuditHead = EMPTY_HEAD;
  await db.deleteFrom('audit').execute();
  for (const { county: code, event, details, at, sequence } of rows) {
    const row = nextAuditRow(nodeCrypto, head, {
      at: sequence === 1 ? at + 1 : at,
      event,
      details: JSON.parse(details) as Record<string, string>,
    });
    await db
      .insertInto('audit')
      .values({ county: code, ...row })
      .execute();
    head = row;
  }
  await db.updateTable('audit_head').set({ sequence: head.sequence, hash: head.hash }).execute();
}

const beat = async (more: object): Promise<{ readonly audit?: AuditHead }> => {
  const { json } = await terminal.send(
    'POST',
    '/heartbeat',
    JSON.stringify({
      epoch: terminal.epoch,
      sequence: 0,
      queued: 0,
      parked: 0,
      now: county.clock.now(),
      software: 'test',
      devices: [],
      ...more,
    }),
  );
  return json as { audit?: AuditHead };
};

const alarms = async (): Promise<readonly string[]> => {
  const rows = await county.store.db
    .selectFrom('audit')
    .select('event')
    .where('event', 'in', ['chain-differs-from-witness', 'terminal-chain-rolled-back'])
    .orderBy('sequence')
    .execute();
  return rows.map(({ event }) => event);
};

describe('a chain that was made anew', () => {
  it('is sound by itself, and not the one that was noted', async () => {
    const noted = await diaryLine(county.store);
    await issueCode(county.store, '二号机');
    expect(await findings(noted)).toEqual([]);
    await makeChainAnew();
    expect(await findings()).toEqual([]);
    const { fingerprint } = parseAnchor(noted) ?? { fingerprint: '' };
    expect(await findings(noted)).toEqual([`audit row 3: is not the one that was noted (${fingerprint})`]);
  });

  it('and one that was cut off are told by what was noted', async () => {
    await issueCode(county.store, '二号机');
    const noted = await diaryLine(county.store);
    const { db } = county.store;
    await db.deleteFrom('enrolment_codes').where('terminal_name', '=', '二号机').execute();
    await db.deleteFrom('audit').where('sequence', '=', 4).execute();
    const [last] = await db.selectFrom('audit').selectAll().where('sequence', '=', 3).execute();
    await db
      .updateTable('audit_head')
      .set({ sequence: 3, hash: last?.hash ?? '' })
      .execute();
    expect(await findings()).toEqual([]);
    expect(await findings(noted)).toHaveLength(1);
  });

  it('is told by what a terminal heard, in the table or by its next heartbeat', async () => {
    const { audit: heard } = await beat({});
    expect(heard).toEqual(await countyHead(county.store));
    await beat({ countyAudit: heard });
    expect(await findings()).toEqual([]);
    await makeChainAnew();
    expect(await findings()).toEqual([
      `terminal ${terminal.id}: heard of an audit row 3 that this chain does not hold`,
    ]);
    // Whoever makes the chain anew cleans that up too.
    await county.store.db.updateTable('terminals').set({ heard_sequence: null, heard_hash: null }).execute();
    expect(await findings()).toEqual([]);
    await beat({ countyAudit: heard });
    expect(await alarms()).toEqual(['chain-differs-from-witness']);
    await beat({ countyAudit: heard });
    expect(await alarms()).toHaveLength(1);
    const { audit: now } = await beat({ countyAudit: heard });
    await beat({ countyAudit: now });
    expect(await alarms()).toHaveLength(1);
    expect(await findings()).toEqual([
      `audit row 4: terminal ${terminal.id} had heard of an audit row 3 that this chain does not hold`,
    ]);
  });

  it('is told by a terminal that heard of more than there is', async () => {
    await beat({ countyAudit: { sequence: 500, hash: 'a'.repeat(64) } });
    expect(await alarms()).toEqual(['chain-differs-from-witness']);
  });
});

describe("a terminal's own chain", () => {
  const at = (sequence: number, letter = 'a') => ({ audit: { sequence, hash: letter.repeat(64) } });

  it('only grows within one life', async () => {
    for (const sequence of [3, 3, 8]) await beat(at(sequence));
    expect(await alarms()).toEqual([]);
    county.clock.advance(60_000);
    await beat(at(7));
    expect(await alarms()).toEqual(['terminal-chain-rolled-back']);
    await beat(at(9));
    await beat(at(9, 'b'));
    expect(await alarms()).toHaveLength(2);
    expect(await findings()).toEqual([
      `terminal ${terminal.id}: reported audit row 7 as its last, earlier than before (audit row 4)`,
      `terminal ${terminal.id}: reported audit row 9 as its last, earlier than before (audit row 5)`,
    ]);
  });

  it('begins anew with another life of the store', async () => {
    await beat(at(8));
    await beat({ ...at(1), epoch: 'f'.repeat(16) });
    expect(await alarms()).toEqual([]);
  });

  it('is not told by a heartbeat that was overtaken', async () => {
    await beat(at(8));
    await beat({ ...at(7), now: county.clock.now() - 1000 });
    expect(await alarms()).toEqual([]);
    expect(await findings()).toEqual([]);
  });
});

describe('a fingerprint', () => {
  it('is twelve letters that are read back from any line', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), fc.nat(), (hash, sequence) => {
        const anchor = { sequence, fingerprint: fingerprint(hash) };
        expect(anchor.fingerprint).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
        expect(parseAnchor(`audit 2026-11-26: ${anchorText({ sequence, hash })}`)).toEqual(anchor);
        expect(parseAnchor(`${sequence}:${anchor.fingerprint.toLowerCase()}`)).toEqual(anchor);
      }),
    );
    expect(fingerprint('f'.repeat(64))).toBe('ZZZZ-ZZZZ-ZZZZ');
    expect(fingerprint(`000000000000001${'f'.repeat(49)}`)).toBe('0000-0000-0001');
    for (const odd of ['', '12', '12:ABCD-EFGH', '12:ABCD-EFGH-JKLU', 'row x fingerprint ABCD-EFGH-JKMN'])
      expect(parseAnchor(odd)).toBeUndefined();
  });

  it('is said at the start, once on each day that begins, and at the end', async () => {
    const said: string[] = [];
    const looks: (() => void)[] = [];
    const clock = {
      ...county.clock,
      after: (_: number, look: () => void) => {
        looks.push(look);
        return () => undefined;
      },
    };
    const site = { ...county.store, clock };
    const diary = await keepDiary(
      site,
      (line) => said.push(line),
      () => undefined,
    );
    const look = async (): Promise<void> => {
      const before = looks.length;
      looks.at(-1)?.();
      await vi.waitFor(() => expect(looks.length).toBeGreaterThan(before));
    };
    await look();
    await issueCode(county.store, '二号机');
    county.clock.set('2026-11-24T00:01:00+08:00');
    await look();
    await look();
    await diary.stop();
    const end = anchorText(await countyHead(county.store));
    expect(said).toEqual([
      expect.stringMatching(/^audit 2026-11-23: row 3 fingerprint \w{4}-\w{4}-\w{4}$/),
      `audit 2026-11-24: ${end}`,
      `audit 2026-11-24: ${end}`,
    ]);
  });

  it('is printed and checked by the commands', async () => {
    await beat({ audit: { sequence: 8, hash: 'a'.repeat(64) } });
    const { stdout } = await command('fingerprint', '--db', county.address);
    const [own = '', other = ''] = stdout.split('\n');
    expect(own).toMatch(/^audit \d{4}-\d\d-\d\d: row 3 fingerprint /);
    expect(other).toBe(`terminal ${terminal.id} 测试机: row 8 fingerprint ${fingerprint('a'.repeat(64))}`);
    const run = async (...args: readonly string[]) =>
      await promisify(execFile)(process.execPath, [
        'app/audit/audit.ts',
        'verify',
        '--db',
        county.address,
        ...args,
      ]).catch((error: unknown) => error as { stdout: string; stderr: string; code: number });
    const file = join(temporaryDirectory(), 'book.txt');
    writeFileSync(file, `from the paper book\n${own}\n`);
    const good = parseAnchor(own);
    const expected = `${good?.sequence}:${good?.fingerprint}`;
    expect((await run('--anchors', file, '--expect', expected)).stdout).toContain(
      '2 noted fingerprints hold',
    );
    expect(await run('--expect', '2:ABCD-EFGH-JKMN')).toMatchObject({
      code: 1,
      stdout: 'audit row 2: is not the one that was noted (ABCD-EFGH-JKMN)\n',
    });
    expect(await run('--expect', 'ABCD')).toMatchObject({ code: 2 });
    writeFileSync(file, 'row 3 fingerprint ABCD\n');
    expect(await run('--anchors', file)).toMatchObject({ code: 2 });
  });
});
