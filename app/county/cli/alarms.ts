import { dateOf, timeOfDay } from '../../../shared/dates/month.ts';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import type { AcknowledgeError, Alarm } from '../alarms/alarms.ts';
import { acknowledge, listAlarms } from '../alarms/alarms.ts';
import type { Command, Terminal } from './command.ts';
import {
  badArguments,
  CommandError,
  HelpAsked,
  parseOptions,
  required,
  withStore,
  words,
} from './command.ts';

const LIST = '"alarms list --db … [--all]"';
const TAKE_NOTE = '"alarms acknowledge ROW --operator NAME --db …"';

/** What the county noted that somebody has to look into, and the officer's word that somebody has. */
export const alarmsCommand: Command = async ([verb, ...args], terminal) => {
  if (verb === 'list') return await list(args, terminal);
  if (verb === 'acknowledge') return await takeNote(args, terminal);
  if (asksForHelp([verb ?? ''])) throw new HelpAsked(`county -- ${LIST} or ${TAKE_NOTE}`.replaceAll('"', ''));
  const what = verb === undefined ? 'list or acknowledge is missing' : `there is no "${verb}"`;
  throw badArguments(`${what}; write ${LIST} or ${TAKE_NOTE}`);
};

async function list(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(
    args,
    { db: { type: 'string' }, all: { type: 'boolean', default: false } },
    LIST,
  );
  words(positionals, 0, LIST);
  const alarms = await withStore(required(values.db, '--db', LIST), async (store) =>
    listAlarms(store, values.all),
  );
  for (const alarm of alarms) terminal.out(line(alarm));
  const last = Math.max(0, ...alarms.map(({ lastRow }) => lastRow));
  const next =
    alarms.length === 0 || values.all ? '' : `; when they are looked into: alarms acknowledge ${last}`;
  terminal.error(`${alarms.length} alarm${alarms.length === 1 ? '' : 's'}${next}`);
  return 0;
}

/** Tabs between: row, how often, from when to when, who, which number, what and what to do. */
function line({ words: what, who, certificateNo, times, firstAt, lastAt, lastRow }: Alarm): string {
  const when = (at: number): string => `${dateOf(at)} ${timeOfDay(at)}`;
  const span = firstAt === lastAt ? when(lastAt) : `${when(firstAt)} – ${when(lastAt)}`;
  return [`row ${lastRow}`, `${times} ×`, span, who, certificateNo, what].join('\t');
}

async function takeNote(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(
    args,
    { operator: { type: 'string' }, db: { type: 'string' } },
    TAKE_NOTE,
  );
  const [row = ''] = words(positionals, 1, TAKE_NOTE);
  if (!/^[1-9]\d{0,14}$/.test(row))
    throw badArguments(`${JSON.stringify(row)} is no audit row; "alarms list" names it`);
  const operator = required(values.operator, '--operator', TAKE_NOTE).trim();
  const through = Number(row);
  const noted = await withStore(required(values.db, '--db', TAKE_NOTE), async (store) =>
    acknowledge(store, { through, operator }),
  );
  if (!noted.ok) throw new CommandError(1, inWords(through, noted.error));
  terminal.out(`${operator} took note of the alarms up to audit row ${through}`);
  return 0;
}

function inWords(through: number, error: AcknowledgeError): string {
  return error.kind === 'already'
    ? `alarms up to audit row ${error.through} were taken note of before; "alarms list" names what came since`
    : `there is no audit row ${through} yet, the last one is ${error.last}`;
}
