import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { luhnDigit } from '../../../../shared/identity/luhn.ts';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { NOON, enrolmentOf, open, openEnrolled, setClock } from './fixture.ts';
import { certify } from './worked.ts';

const DAY = 24 * 60 * 60 * 1000;

function events(dataDir: string, event: string): readonly unknown[] {
  const db = new Database(join(dataDir, 'terminal.db'), { readonly: true });
  const details = db
    .prepare<[string], string>('SELECT details FROM audit WHERE event = ?')
    .pluck()
    .all(event);
  db.close();
  return details.map((text) => JSON.parse(text));
}

const head = (sequence: number, digit: string) => ({ sequence, hash: digit.repeat(64) });

describe("the county's audit chain", () => {
  it('is remembered by its furthest end, through restarts, and told back', () => {
    const { dataDir, outbox, close } = openEnrolled();
    expect(outbox.standing().countyAudit).toBeUndefined();
    outbox.hear({ audit: head(7, 'a') });
    outbox.hear({ audit: head(9, 'b') });
    outbox.hear({});
    expect(outbox.standing().countyAudit).toEqual(head(9, 'b'));
    close();
    expect(open({ dataDir }).outbox.standing().countyAudit).toEqual(head(9, 'b'));
    expect(events(dataDir, 'county-chain-rolled-back')).toEqual([]);
  });

  it.each([
    ['is shorter than it was', head(8, 'c')],
    ['ends in another row', head(9, 'c')],
  ])('that %s is an alarm, once, and stops nothing', async (_, heard) => {
    const store = openEnrolled();
    store.outbox.hear({ audit: head(9, 'b') });
    store.outbox.hear({ audit: head(9, 'b') });
    store.outbox.hear({ audit: heard });
    store.outbox.hear({ audit: heard });
    expect(events(store.dataDir, 'county-chain-rolled-back')).toEqual([
      { heard: heard.sequence, heardHash: heard.hash, known: 9, knownHash: 'b'.repeat(64) },
    ]);
    // The county is still told what it once said.
    expect(store.outbox.standing().countyAudit).toEqual(head(9, 'b'));
    expect(store.journal.health()).toBe('ok');
    await certify(store, 1);
    store.outbox.hear({ audit: head(10, 'd') });
    store.outbox.hear({ audit: head(4, 'e') });
    expect(events(store.dataDir, 'county-chain-rolled-back')).toHaveLength(2);
  });

  it('of another county is another chain', () => {
    const store = openEnrolled();
    store.outbox.hear({ audit: head(900, 'a') });
    const before = store.enrolment.current();
    store.enrolment.save(enrolmentOf({ countyKey: before?.countyKey ?? '', codeUsed: '1'.repeat(64) }));
    expect(store.outbox.standing().countyAudit).toEqual(head(900, 'a'));
    store.enrolment.save(enrolmentOf({ codeUsed: '2'.repeat(64) }));
    expect(store.outbox.standing().countyAudit).toBeUndefined();
    store.outbox.hear({ audit: head(3, 'b') });
    expect(events(store.dataDir, 'county-chain-rolled-back')).toEqual([]);
  });
});

describe('numbers', () => {
  const number = (prefix: string, count: number): string => {
    const body = prefix + String(count).padStart(5, '0');
    return body + luhnDigit(body);
  };

  it('go on above what the county holds, and only above its own word', async () => {
    const store = openEnrolled();
    const right = number('2611230001', 70);
    store.outbox.hear({
      highestCertificates: [
        right,
        number('2611230002', 99),
        `${right.slice(0, 15)}${(Number(right[15]) + 1) % 10}`.replace('00070', '00090'),
        number('2611220001', 5),
      ],
    });
    expect(await certify(store, 1)).toEqual([number('2611230001', 71)]);
    // A lower word changes nothing.
    store.outbox.hear({ highestCertificates: [number('2611230001', 3)] });
    expect(await certify(store, 1)).toEqual([number('2611230001', 72)]);
    // The number of another terminal said nothing, even to the machine that has its place one day.
    store.enrolment.save(enrolmentOf({ number: 2, codeUsed: '3'.repeat(64) }));
    expect(await certify(store, 1)).toEqual([number('2611230002', 1)]);
  });

  it('of an enrolment begin above what the county holds', async () => {
    const store = openEnrolled();
    store.enrolment.save(enrolmentOf({ codeUsed: '3'.repeat(64) }), [number('2611230001', 40)]);
    expect(await certify(store, 1)).toEqual([number('2611230001', 41)]);
  });

  it('follow one another without a gap through restarts, however they ended', async () => {
    const { dataDir, ...first } = openEnrolled();
    await certify(first, 3);
    first.close();
    const second = open({ dataDir });
    expect(await certify(second, 1)).toEqual([number('2611230001', 4)]);
  });

  it('of every day that a clock ever showed are kept from being given again, when the store is lost', async () => {
    const clock = setClock();
    const store = openEnrolled({ clock });
    const given: string[] = [];
    // The clock runs wild: a hundred days ahead, one by one, then back.
    for (let day = 0; day < 100; day += 1) {
      clock.set(NOON + day * DAY);
      given.push(...(await certify(store, 1 + (day % 3))));
    }
    store.close();
    truncateSync(join(store.dataDir, 'terminal.db'), 0);
    const again = open({ dataDir: store.dataDir, clock });
    again.outbox.hear({});
    for (let day = 0; day < 100; day += 9) {
      clock.set(NOON + day * DAY);
      for (const one of await certify(again, 2)) expect(given).not.toContain(one);
    }
  });
});

describe('the rollback alarm', () => {
  it('is over with a new enrolment, in a new epoch that is not behind anything', () => {
    const store = openEnrolled();
    const { epoch } = store.outbox.standing();
    store.outbox.rolledBack(3);
    store.enrolment.save(enrolmentOf({ codeUsed: '1'.repeat(64) }));
    expect(store.journal.health()).toBe('ok');
    expect(store.outbox.standing()).toMatchObject({ sequence: 0 });
    expect(store.outbox.standing().epoch).not.toBe(epoch);
    store.close();
    const again = open({ dataDir: store.dataDir });
    expect(again.journal.health()).toBe('ok');
    again.close();
    expect(verifyDirectory(store.dataDir, nodeCrypto).findings).toEqual([]);
  });

  it('is not raised by a new enrolment of an epoch without records, whatever the old one had', () => {
    const store = openEnrolled();
    const { epoch } = store.outbox.standing();
    store.enrolment.save(enrolmentOf({ codeUsed: '1'.repeat(64) }));
    expect(store.outbox.standing().epoch).not.toBe(epoch);
  });
});

describe('audit verify of what a terminal rests on', () => {
  it.each([
    ["UPDATE enrolment SET terminal = 'T9999'", 'enrolment: altered'],
    ['UPDATE enrolment SET number = 2', 'enrolment: altered'],
    [`UPDATE enrolment SET county_key = 'AAAA'`, 'enrolment: altered'],
    [`UPDATE enrolment SET handle_key = 'AAAA'`, 'enrolment: altered'],
    ["UPDATE enrolment SET profile = replace(profile, '松柏县', '柏松县')", 'enrolment: altered (profile)'],
    ['DELETE FROM enrolment', 'enrolment: missing'],
    ["UPDATE standing SET epoch = '0000000000000000'", 'standing: altered (epoch)'],
    ['UPDATE standing SET rolled_back = 1', 'standing: altered (rolled back)'],
    ['UPDATE standing SET withheld = 1', 'standing: altered (withheld)'],
    [`UPDATE lives SET public_key = 'AAAA'`, 'standing: altered (key)'],
    ['DELETE FROM standing', 'standing: missing'],
    ['DELETE FROM audit_head', 'audit head: missing'],
    [
      "UPDATE records SET record = NULL, answer = '{}', answered_at = 5",
      'are gone and those of 0 were scrubbed',
    ],
  ])('%s', async (sql, words) => {
    const store = openEnrolled();
    await certify(store, 2);
    store.close();
    expect(verifyDirectory(store.dataDir, nodeCrypto).findings).toEqual([]);
    const db = new Database(join(store.dataDir, 'terminal.db'));
    db.exec(sql);
    db.close();
    expect(verifyDirectory(store.dataDir, nodeCrypto).findings.join('\n')).toContain(words);
  });
});
