import { z } from 'zod';
import { dateOf, timeOfDay } from '../../../shared/dates/month.ts';
import type { Group } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import type { Value } from '../../cli/parameter.ts';
import { flag, required } from '../../cli/parameter.ts';
import type { AcknowledgeError, Alarm } from '../alarms/alarms.ts';
import { acknowledge, listAlarms } from '../alarms/alarms.ts';
import { DB, OPERATOR, withStore } from './command.ts';

const AUDIT_ROW: Value<number> = {
  shape: 'ROW',
  schema: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'is no audit row; "alarms list" names it')
    .transform(Number),
};

const list = command({
  effect: 'reads',
  args: {},
  options: { db: DB, all: flag('those too that were taken note of') },
  examples: ['--db sqlite:county.db'],
  async run({ db, all }, { out, error }) {
    const alarms = await withStore(db, async (store) => listAlarms(store, all));
    for (const alarm of alarms) out(line(alarm));
    const last = Math.max(0, ...alarms.map(({ lastRow }) => lastRow));
    const next = alarms.length === 0 || all ? '' : `; when they are looked into: alarms acknowledge ${last}`;
    error(`${alarms.length} alarm${alarms.length === 1 ? '' : 's'}${next}`);
    return 0;
  },
});

const takeNote = command({
  effect: 'changes',
  args: { row: required(AUDIT_ROW, 'the last row that was looked into, as "alarms list" names it') },
  options: { operator: OPERATOR, db: DB },
  examples: ['42 --operator 王办 --db sqlite:county.db'],
  async run({ row, operator, db }, { out }) {
    const noted = await withStore(db, async (store) => acknowledge(store, { through: row, operator }));
    if (!noted.ok) throw failed(inWords(row, noted.error));
    out(`${operator} took note of the alarms up to audit row ${row}`);
    return 0;
  },
});

/** What the county noted that somebody has to look into, and the officer's word that somebody has. */
export const alarmsGroup: Group = {
  verbs: {
    list: { about: 'shows what nobody has taken note of yet', load: async () => list },
    acknowledge: { about: 'takes note of all up to one row', load: async () => takeNote },
  },
};

/** Tabs between: row, how often, from when to when, who, which number, what and what to do. */
function line({ words: what, who, certificateNo, times, firstAt, lastAt, lastRow }: Alarm): string {
  const when = (at: number): string => `${dateOf(at)} ${timeOfDay(at)}`;
  const span = firstAt === lastAt ? when(lastAt) : `${when(firstAt)} – ${when(lastAt)}`;
  return [`row ${lastRow}`, `${times} ×`, span, who, certificateNo, what].join('\t');
}

function inWords(through: number, error: AcknowledgeError): string {
  return error.kind === 'already'
    ? `alarms up to audit row ${error.through} were taken note of before; "alarms list" names what came since`
    : `there is no audit row ${through} yet, the last one is ${error.last}`;
}
