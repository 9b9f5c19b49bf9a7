import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAlarms } from '../../../../app/county/alarms/alarms.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { readCoverage } from '../../../../shared/documents/glyphs/font-glyphs.ts';
import { findAssets } from '../../../../shared/node/assets-folder.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  const coverage = readCoverage(join(findAssets(), 'fonts', 'full'));
  if (!coverage.ok) throw new Error(coverage.error);
  county = await testCounty({ coverage: coverage.value });
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol('一号机');
});
afterEach(() => county.close());

it('a character of a name that no font draws is an alarm, and the certification counts', async () => {
  for (const name of ['柏\u{2ebf0}', '鿿明', '松明', '䶮〇·', '\ue863明']) {
    const idNumber = await county.person('receiving', { name });
    const outcome = await terminal.deliverOne(terminal.record({ idNumber, name }));
    expect(outcome).toMatchObject({ kind: 'recorded', decision: 'accepted' });
  }
  const alarms = await listAlarms(county.store, false);
  expect(alarms.map(({ who, words }) => [who, words])).toEqual([
    ['一号机', expect.stringContaining('U+2EBF0')],
    ['一号机', expect.stringContaining('U+9FFF')],
  ]);
  expect((await verifyCounty(county.store.db, nodeCrypto)).findings).toEqual([]);
});
