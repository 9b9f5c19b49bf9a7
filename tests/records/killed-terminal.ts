import { openTerminalStore } from '../../app/terminal/store/open.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { draft } from '../app/terminal/store/sample.ts';
import { terminalKinds, withdrawal } from './withdrawal.ts';

/** Records of two kinds in turn until it is killed; each number is on stdout once it is durable. */
const [dataDir = '', ...people] = process.argv.slice(2);
const opened = openTerminalStore({
  dataDir,
  kinds: terminalKinds,
  crypto: nodeCrypto,
  clock: systemClock,
  random: systemRandom,
  demo: true,
});
if (!opened.ok) throw new Error(opened.error.line);
const { journal } = opened.value;
for (let turn = 0; ; turn += 1) {
  const idNumber = people[turn % people.length] ?? '';
  const committed = journal.record(
    turn % 2 === 0 ? { kind: 'certification', ...draft({ idNumber }) } : withdrawal(idNumber),
  );
  if (!committed.ok) throw new Error(committed.error.kind);
  process.stdout.write(`${committed.value.number}\n`);
}
