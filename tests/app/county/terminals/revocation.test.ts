import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
beforeEach(async () => {
  county = await testCounty();
});
afterEach(() => county.close());

async function enrolled(name: string): Promise<TestTerminal> {
  const terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol(name);
  return terminal;
}

describe('a revoked terminal', () => {
  it('is told so in a signed answer, and nothing of it is taken', async () => {
    const terminal = await enrolled('失窃机');
    const idNumber = await county.person('receiving');
    expect(await revokeTerminals(county.store, '失窃机')).toBe(1);
    const body = JSON.stringify({ records: [terminal.record({ idNumber })] });
    expect(await terminal.send('POST', '/records', body)).toMatchObject({
      status: 403,
      json: { error: 'revoked' },
      genuine: true,
    });
    expect(await terminal.send('GET', `/persons/${'0'.repeat(64)}`)).toMatchObject({ status: 403 });
    expect(await county.certifiedThrough(idNumber)).toBeNull();
  });

  it('cannot send its records through another one', async () => {
    const stolen = await enrolled('失窃机');
    const honest = await enrolled('好机');
    const idNumber = await county.person('receiving');
    await revokeTerminals(county.store, '失窃机');
    expect(await honest.deliverOne(stolen.record({ idNumber }))).toMatchObject({ kind: 'rejected' });
  });

  it('leaves others alone, and a second revocation finds nobody', async () => {
    const honest = await enrolled('好机');
    await enrolled('失窃机');
    await revokeTerminals(county.store, '失窃机');
    expect(await revokeTerminals(county.store, '失窃机')).toBe(0);
    const idNumber = await county.person('receiving');
    expect(await honest.deliverOne(honest.record({ idNumber }))).toMatchObject({ decision: 'accepted' });
  });
});

describe('records of an enrolled terminal', () => {
  it('count when another terminal brings them: each stands on its own signature', async () => {
    const broken = await enrolled('旧机');
    const carrier = await enrolled('新机');
    const idNumber = await county.person('receiving');
    expect(await carrier.deliverOne(broken.record({ idNumber }))).toMatchObject({ decision: 'accepted' });
  });
});
