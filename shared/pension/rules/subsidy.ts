import { formatYuan } from '../../money/fen.ts';
import type { Working } from '../explain/derivation.ts';
import { working } from '../explain/derivation.ts';
import type { PersonRow } from '../person-row.ts';
import type { ParameterValue } from '../policy-parameters.ts';
import { cut } from './largest-remainder.ts';

/** 缴费补贴 for a tier: the last line of the table that begins no higher (R23). Fen. */
export function subsidyFor(
  table: ParameterValue<'subsidy.table'>,
  tier: number,
  household: PersonRow['household'],
): number {
  let fen = 0;
  for (const line of table) if (line.fromTier <= tier) fen = line[household];
  return fen;
}

/** The same as a working; `refusal` says why a year has none (R29). */
export function subsidyWorking(
  table: ParameterValue<'subsidy.table'>,
  tier: number,
  household: PersonRow['household'],
  refusal: string | undefined,
): Working {
  const fen = refusal === undefined ? subsidyFor(table, tier, household) : 0;
  return working(
    refusal === undefined ? 'R23' : 'R29',
    fen,
    () => [
      { name: 'tier', value: formatYuan(tier) },
      { name: 'household', value: household },
      refusal === undefined
        ? { name: 'line of the table', value: formatYuan(fen) }
        : { name: 'no subsidy', value: refusal },
    ],
    () => [`${formatYuan(fen)} = ${formatYuan(fen)}`],
  );
}

export interface Bearer {
  readonly payer: string;
  readonly fen: number;
  readonly working: Working;
}

/** Who bears a subsidy, by the ratio of the pack: 省:市:区 6:2:2 (R24); largest remainder. */
export function splitSubsidy(fen: number, split: ParameterValue<'subsidy.split'>): readonly Bearer[] {
  const { parts, stepsOf } = cut(
    fen,
    split.map(({ share }) => share),
    String,
  );
  return split.map(({ payer }, index) => ({
    payer,
    fen: parts[index] ?? 0,
    working: working(
      'R24',
      parts[index] ?? 0,
      () => [
        { name: 'subsidy', value: formatYuan(fen) },
        { name: 'ratio', value: split.map(({ payer, share }) => `${payer} ${share}`).join(' : ') },
      ],
      () => stepsOf(index),
    ),
  }));
}
