import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { readPolicies } from '../../../../app/county/settings/policy.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { clockAt } from '../support/clock.ts';
import { NOON } from '../support/county.ts';

/** `settle|pay ADDRESS STEPS`: dies without a word after so many steps of ten people. */
const [what, address = '', steps] = process.argv.slice(2);
const book = readPolicies();
if (!book.ok) throw new Error(book.error);
const store = await openCountyStore(address, { clock: clockAt(NOON) });
let taken = 0;
const options = {
  peopleAtOnce: 10,
  progress: () => {
    taken += 1;
    if (taken === Number(steps)) process.kill(process.pid, 'SIGKILL');
  },
};
const done =
  what === 'settle'
    ? await settleThrough(store, book.value, 2025, options)
    : await payMonth(store, book.value, '2026-11', options);
await store.close();
if (!done.ok) throw new Error(done.error);
