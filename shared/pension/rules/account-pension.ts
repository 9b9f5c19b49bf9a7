import { formatYuan } from '../../money/fen.ts';
import { Exact, roundFen } from '../explain/decimal.ts';
import type { Working } from '../explain/derivation.ts';
import { working } from '../explain/derivation.ts';
import type { PersonRow } from '../person-row.ts';
import type { ParameterValue } from '../policy-parameters.ts';

/**
 * 个人账户养老金 a month: the whole account ÷ 计发月数, with the bonus for older back-payers; rounded once,
 * after the bonus (R30, R31). Fen.
 */
export function accountPension(account: number, divisor: number, bonusPercent: number): Working {
  const fen = roundFen(
    new Exact(account)
      .times(100 + bonusPercent)
      .div(100)
      .div(divisor),
  );
  return working(
    bonusPercent === 0 ? 'R31' : 'R30',
    fen,
    () => [
      { name: 'account', value: formatYuan(account) },
      { name: 'divisor', value: String(divisor) },
      ...(bonusPercent === 0 ? [] : [{ name: 'bonus, percent', value: String(bonusPercent) }]),
    ],
    () => {
      const bonus = bonusPercent === 0 ? '' : ` × (100 + ${bonusPercent}) ÷ 100`;
      return [`${formatYuan(account)}${bonus} ÷ ${divisor} ≈ ${formatYuan(fen)}`];
    },
  );
}

/** 加发 in percent for someone of `age` completed years who paid years back (open question e). */
export function bonusPercent(
  bands: ParameterValue<'bonus.bands'>,
  households: ParameterValue<'bonus.households'>,
  person: { readonly age: number; readonly household: PersonRow['household']; readonly backpaid: boolean },
): number {
  if (!person.backpaid || !households.includes(person.household)) return 0;
  const band = bands.find(
    ({ fromAge, throughAge }) =>
      fromAge <= person.age && (throughAge === undefined || person.age <= throughAge),
  );
  return band?.percent ?? 0;
}
