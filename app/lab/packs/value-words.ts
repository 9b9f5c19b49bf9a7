import { formatYuan } from '../../../shared/money/fen.ts';
import type { ParameterName, ParameterValue } from '../../../shared/pension/policy-parameters.ts';

/** Lines that say a value to an officer. */
type Words<P extends ParameterName> = (value: ParameterValue<P>) => readonly string[];

const plain = (value: string | number): readonly string[] => [String(value)];
const yuan = (fen: number): readonly string[] => [`${formatYuan(fen)} yuan`];
const months = (count: number): readonly string[] => [`${count} months`];
const years = (count: number): readonly string[] => [`${count} years`];
const listed = (values: readonly string[]): readonly string[] => [values.join(', ') || 'none'];

/** Five tiers a line. */
function tiers(values: readonly number[]): readonly string[] {
  const lines: string[] = [];
  for (let first = 0; first < values.length; first += 5)
    lines.push(
      `${values
        .slice(first, first + 5)
        .map(formatYuan)
        .join(', ')} yuan`,
    );
  return lines;
}

/** One for every parameter, so that a new one never shows its fen as yuan. */
const WORDS: { readonly [P in ParameterName]: Words<P> } = {
  'certification.periodMonths': months,
  'certification.convention': plain,
  'certification.renewalWindowMonths': months,
  'suspension.graceMonths': months,
  'resumption.backPay': plain,
  'resumption.deathMonth': plain,
  'prison.backPay': plain,
  'scheme.start': plain,
  'enrolment.minAge': years,
  'benefit.claimAge': years,
  tiers,
  'subsidy.table': (lines) =>
    lines.map(
      ({ fromTier, rural, urban }) =>
        `from ${formatYuan(fromTier)}: rural ${formatYuan(rural)}, urban ${formatYuan(urban)} yuan`,
    ),
  'subsidy.split': (bearers) => [bearers.map(({ payer, share }) => `${payer} ${share}`).join(' : ')],
  'subsidy.gap': plain,
  'aid.cap': (cap) => (cap === 'highest-tier' ? plain(cap) : yuan(cap)),
  'aid.capCovers': plain,
  'govPaid.groups': listed,
  'govPaid.higherTier': plain,
  'years.required': years,
  'backpay.exactlyRequiredToGo': plain,
  'backpay.subsidisedYears': years,
  'backpay.subsidisedYearsOfAge': years,
  'bonus.bands': (bands) =>
    bands.length === 0
      ? ['none']
      : bands.map(({ fromAge, throughAge, percent }) =>
          throughAge === undefined
            ? `from age ${fromAge}: ${percent} %`
            : `age ${fromAge} to ${throughAge}: ${percent} %`,
        ),
  'bonus.households': listed,
  'base.monthly': yuan,
  'account.divisor': months,
  'addition.extraYear': ({ threshold, monthly }) => [
    `${formatYuan(monthly)} yuan a year beyond ${threshold}`,
  ],
  'addition.age': (bands) =>
    bands.length === 0
      ? ['none']
      : bands.map(({ fromAge, monthly }) => `from age ${fromAge}: ${formatYuan(monthly)} yuan`),
  'benefit.lateClaim': plain,
  'interest.rate': plain,
  'interest.monthRule': plain,
  'interest.sealed': plain,
  'drawdown.weights': plain,
  'drawdown.exhausted': plain,
  'inheritance.ledgers': listed,
  'funeral.months': months,
  'service.perYear': yuan,
};

/** `value` is one that the parameter's own check has let through. */
export function valueWords(parameter: ParameterName, value: unknown): readonly string[] {
  return WORDS[parameter](value as never);
}
