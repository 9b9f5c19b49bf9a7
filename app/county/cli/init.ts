import { z } from 'zod';
import { counterName } from '../../../shared/words/counter.ts';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import type { Value } from '../../cli/parameter.ts';
import { optional, required } from '../../cli/parameter.ts';
import { NAME, text } from '../../cli/values.ts';
import { certificationPolicy } from '../settings/policy.ts';
import { DB, policies, withStore } from './command.ts';

/** Of a place to walk to; `请到 …，报这个凭证号。` stays on two lines of a narrow slip. */
const LONGEST_COUNTER = 20;

const COUNTY_CODE: Value<string> = {
  shape: '6-DIGITS',
  schema: z.string().regex(/^\d{6}$/, 'is not 6 digits'),
};

/** Names the county of a new database; again with the same code: renames it or changes its pack. */
export const init = command({
  effect: 'changes',
  args: {},
  options: {
    code: required(COUNTY_CODE, 'administrative code; 99xxxx is synthetic'),
    name: required(NAME, 'as people read it on the screen, up to 60 characters'),
    pack: required(text('PACK'), 'the policy pack that applies, e.g. national-2014'),
    counter: optional(text('3号窗口'), 'where people are sent who come to a counter'),
    db: DB,
  },
  examples: ['--code 990202 --name 松岭县 --pack national-2014 --db sqlite:county.db'],
  more: 'Again with the same code: renames the county, or changes its pack.',
  async run({ code, name, pack: policyPack, counter: place, db }, { out, error }) {
    const counter = place === undefined ? undefined : counterName(place);
    if (name.length > 60) throw badArguments(`--name has ${name.length} characters; 60 fit on a screen`);
    if (counter === '' || (counter?.length ?? 0) > LONGEST_COUNTER)
      throw badArguments(
        `--counter is where people are sent, such as 3号窗口; at most ${LONGEST_COUNTER} characters fit on a slip`,
      );
    const policy = certificationPolicy(policies(), policyPack, Date.now());
    if (!policy.ok) throw badArguments(`--pack: ${policy.error}`);
    await withStore(
      db,
      async ({ county, keysIn }) => {
        out(`county ${county.code} ${county.name}, pack ${county.policyPack}`);
        error(`county init: its private key is ${keysIn}; keep a copy of it in another place`);
      },
      { init: { code, name, policyPack, counter } },
    );
    return 0;
  },
});
