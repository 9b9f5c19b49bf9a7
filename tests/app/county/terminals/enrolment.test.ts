import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import { CODE_ALPHABET } from '../../../../shared/protocol/enrolment.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
const newTerminal = (): TestTerminal => new TestTerminal(county.server, county.store);
beforeEach(async () => {
  county = await testCounty();
});
afterEach(() => county.close());

const DAY = 24 * 60 * 60 * 1000;

describe('enrolment', () => {
  it('gives identity, number, handle key and profile for a code, and proves the county', async () => {
    const answer = await newTerminal().enrol();
    expect(answer.terminalNumber).toBe(1);
    expect(answer.countyKey).toBe(county.store.county.signer.publicKey);
    expect(answer.handleKey).toBe(county.store.county.handleKey);
    expect(answer.profile).toEqual({
      code: '990101',
      name: '柏坪县',
      policyPack: 'national-2014',
      certification: { periodMonths: 12, convention: 'from-current-month', renewalWindowMonths: 2 },
      counter: '3号窗口',
      nearest: '县社保大厅人工窗口',
    });
    expect(answer.now).toBe(county.clock.now());
  });

  it('writes codes in fours from the alphabet without look-alikes, and never stores one', async () => {
    const code = await issueCode(county.store, '一号机');
    expect(code).toMatch(new RegExp(`^[${CODE_ALPHABET}]{4}(-[${CODE_ALPHABET}]{4}){2}$`));
    const [row] = await county.store.db.selectFrom('enrolment_codes').selectAll().execute();
    expect(JSON.stringify(row)).not.toContain(code.replaceAll('-', ''));
  });

  it('takes a code once: another key is refused', async () => {
    const code = await issueCode(county.store, '一号机');
    expect((await newTerminal().tryEnrol(code)).status).toBe(200);
    const second = await newTerminal().tryEnrol(code);
    expect(second).toMatchObject({ status: 403, json: { error: 'bad-code' }, genuine: true });
    expect(await county.store.db.selectFrom('terminals').select('number').execute()).toHaveLength(1);
  });

  it('gives the same terminal the same answer again, in case the first was lost', async () => {
    const code = await issueCode(county.store, '一号机');
    const terminal = newTerminal();
    const first = await terminal.tryEnrol(code);
    const again = await terminal.tryEnrol(code);
    expect(again.json).toEqual(first.json);
  });

  it('takes a code written in small letters and without dashes', async () => {
    const code = await issueCode(county.store, '一号机');
    expect((await newTerminal().tryEnrol(code.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
  });

  it.each([
    [DAY - 1, 200],
    [DAY, 403],
  ])('after %i ms answers %i', async (later, status) => {
    const code = await issueCode(county.store, '一号机');
    county.clock.advance(later);
    expect((await newTerminal().tryEnrol(code)).status).toBe(status);
  });

  it('refuses a code that was never given out', async () => {
    expect(await newTerminal().tryEnrol('0000-0000-0000')).toMatchObject({
      status: 403,
      json: { error: 'bad-code' },
    });
  });

  it('refuses a terminal that knows the lookup but not the code', async () => {
    const code = await issueCode(county.store, '一号机');
    const answer = await newTerminal().tryEnrol(code, { proof: '0'.repeat(64) });
    expect(answer).toMatchObject({ status: 403, json: { error: 'bad-code' } });
  });

  it('refuses a request that is not signed by the key in it', async () => {
    const code = await issueCode(county.store, '一号机');
    const answer = await newTerminal().tryEnrol(code, { signer: newTerminal().signer });
    expect(answer).toMatchObject({ status: 401, json: { error: 'bad-signature' } });
  });

  it('does not serve a recorded request again', async () => {
    const code = await issueCode(county.store, '一号机');
    const terminal = newTerminal();
    const nonce = 'ab'.repeat(16);
    expect((await terminal.tryEnrol(code, { nonce })).status).toBe(200);
    expect(await terminal.tryEnrol(code, { nonce })).toMatchObject({ status: 409, json: { error: 'stale' } });
  });

  it('never gives a number twice, not even after a revocation', async () => {
    const numbers: number[] = [];
    for (const name of ['甲', '乙', '丙']) {
      numbers.push((await newTerminal().enrol(name)).terminalNumber);
      await revokeTerminals(county.store, name);
    }
    expect(numbers).toEqual([1, 2, 3]);
  });
});
