import { alarms } from './alarms/domain.ts';
import { audit } from './audit/domain.ts';
import type { EventName } from './audit/chain/append.ts';
import { certifications } from './certifications/domain.ts';
import { contributions } from './contributions/domain.ts';
import { corrections } from './corrections/domain.ts';
import { compose } from './domain/compose.ts';
import type { Domain } from './domain/domain.ts';
import { ledger } from './ledger/domain.ts';
import { persons } from './persons/domain.ts';
import { records } from './records/domain.ts';
import { runs } from './runs/domain.ts';
import { settings } from './settings/domain.ts';
import type { Schema } from './store/schema.ts';
import { terminals } from './terminals/domain.ts';

/**
 * The county's domains. The order counts: a step of the schema takes them one after the other, and so does
 * the replay, in which certifications tell people what they extend.
 */
const DOMAINS = [
  audit,
  settings,
  terminals,
  records,
  certifications,
  persons,
  contributions,
  ledger,
  runs,
  corrections,
  alarms,
] as const satisfies readonly Domain[];

type Registered = (typeof DOMAINS)[number];

type Owned = Registered['tables'][number]['name'];
type Heard = Registered['tells'][number] | Registered['replays'][number]['reads'][number];

/** Nothing, or what was left out: its name then stands in the compiler's error. */
type LeftOut<All, Named> = [All] extends [Named] ? readonly Domain[] : Exclude<All, Named>;

/** Every table of the schema has its domain, and every event of the chain somebody who reads or tells it. */
const owning: LeftOut<keyof Schema, Owned> = DOMAINS;
const hearing: LeftOut<EventName, Heard> = owning;

export const COUNTY = compose(hearing);
