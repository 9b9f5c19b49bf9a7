/** Where a person stood when the scheme started (制度实施时), which decides years and back-payment (R27, R28). */
export type StartCategory = 'of-age' | 'few-years-to-go' | 'enough-years-to-go';

export interface YearsRule {
  /** 领取年龄, completed years. */
  readonly claimAge: number;
  /** 缴费年限, usually 15. */
  readonly required: number;
  /** Open question c: exactly `required` years to go. */
  readonly exactly: 'no-backpay' | 'backpay';
}

/** `ageAtStart` in completed years. */
export function startCategory(ageAtStart: number, { claimAge, required, exactly }: YearsRule): StartCategory {
  const toGo = claimAge - ageAtStart;
  if (toGo <= 0) return 'of-age';
  if (toGo < required || (toGo === required && exactly === 'backpay')) return 'few-years-to-go';
  return 'enough-years-to-go';
}

/** 补缴年限: the most years that may be paid back; with the years still to be paid they make `required`. */
export function backpayYears(ageAtStart: number, rule: YearsRule): number {
  const category = startCategory(ageAtStart, rule);
  if (category === 'of-age') return rule.required;
  return category === 'few-years-to-go' ? rule.required - (rule.claimAge - ageAtStart) : 0;
}

/** Years that must have been paid for the base pension: those that were to go, at most `required`. */
export function yearsRequired(ageAtStart: number, { claimAge, required }: YearsRule): number {
  return Math.min(required, Math.max(0, claimAge - ageAtStart));
}

/** How many of the years paid back have a subsidy (R29, open question d). */
export function subsidisedBackpay(category: StartCategory, fewToGo: number, ofAge: number): number {
  if (category === 'of-age') return ofAge;
  return category === 'few-years-to-go' ? fewToGo : 0;
}
