import * as z from 'zod';
import { RECORD_HANDLERS } from '../../app/county/record-kinds.ts';
import type { RecordHandlers } from '../../app/county/records/handler.ts';
import { plainHandler } from '../../app/county/records/plain.ts';
import type { TerminalKinds } from '../../app/terminal/store/kinds.ts';
import { TERMINAL_KINDS } from '../../app/terminal/store/kinds.ts';
import { plainText } from '../../shared/protocol/text.ts';
import type { RecordKind } from '../../shared/records/kind.ts';
import { recordNumber } from '../../shared/records/number.ts';

/** 撤回同意: somebody who no longer wants their face looked at. A second kind of record, as small as one can be. */
const bodySchema = z.strictObject({
  kind: z.literal('withdrawal'),
  number: recordNumber,
  idNumber: plainText(18).min(1),
  /** Version of the text that had been agreed to. */
  consent: plainText(40),
});
type Withdrawal = z.infer<typeof bodySchema>;

const answerSchema = z.object({ kind: z.literal('recorded'), number: plainText(16), known: z.boolean() });
type WithdrawalAnswer = z.infer<typeof answerSchema>;

const withdrawalKind: RecordKind<Withdrawal, WithdrawalAnswer> = {
  kind: 'withdrawal',
  body: bodySchema,
  answer: answerSchema,
  numberField: 'number',
  idNumber: ({ idNumber }) => idNumber,
};

/** The kinds of the product, and this one. */
export const terminalKinds: TerminalKinds = {
  ...TERMINAL_KINDS,
  withdrawal: {
    shared: withdrawalKind,
    event: 'consent-withdrawn',
    kept: ({ known }) => ({ known: known === true }),
  },
};

export const handlers: RecordHandlers = {
  ...RECORD_HANDLERS,
  withdrawal: plainHandler<Withdrawal, WithdrawalAnswer, ReadonlySet<string>>({
    shared: withdrawalKind,
    async facts(tx, { county }, batch) {
      const rows = await tx
        .selectFrom('persons')
        .select('id_number')
        .where('county', '=', county.code)
        .where(
          'id_number',
          'in',
          batch.map(({ record }) => record.body.idNumber),
        )
        .execute();
      return new Set(rows.map(({ id_number }) => id_number));
    },
    decide: ({ signed: { record } }, listed) => ({
      answer: { kind: 'recorded', number: record.body.number, known: listed.has(record.body.idNumber) },
    }),
  }),
};

export const withdrawal = (idNumber: string) => ({ kind: 'withdrawal', idNumber, consent: 'face-2026-1' });
