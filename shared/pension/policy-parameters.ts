import * as z from 'zod';
import { isDay } from '../dates/day.ts';
import { parseYuan } from '../money/fen.ts';
import { LEDGERS } from './ledgers.ts';

/** Yuan as written in a pack (`"55.00"`), fen inside. Never negative. */
const yuan = z.string().transform((text, context) => {
  const fen = parseYuan(text);
  if (fen !== undefined && fen >= 0) return fen;
  context.addIssue('is not yuan of zero or more with at most two decimals');
  return z.NEVER;
});

/** A yearly rate `0.0275`, kept as written; at most six decimals, so that whole millionths hold it. */
const rate = z.string().regex(/^0\.\d{1,6}$/, 'is not a yearly rate like 0.0275');

function rising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));
}

const age = z.int().min(0).max(150);

/** The parameters that exist, each with the shape of its value. A new rule adds a line here. */
export const PARAMETERS = {
  /** 认证周期, in months. */
  'certification.periodMonths': z.int().min(1).max(36),
  /** Open rule question i: whether the month of certifying is the first of the period. */
  'certification.convention': z.enum(['from-current-month', 'from-next-month']),
  /** Months before expiry, the current one counted, in which certifying again is due. */
  'certification.renewalWindowMonths': z.int().min(0).max(12),
  /** Months still paid after the period is over; 0: payment stops in the 13th month. */
  'suspension.graceMonths': z.int().min(0).max(12),
  /** 续发及补发: what is paid for the months of suspension once the person has certified. */
  'resumption.backPay': z.enum(['each-month-rate', 'none']),
  /** Open rule question j: whether the month of death is paid to the heirs of a suspended person. */
  'resumption.deathMonth': z.enum(['payable', 'not-payable']),
  /** 服刑: what is paid later for the months of a sentence. */
  'prison.backPay': z.enum(['none', 'each-month-rate']),

  /** 启动基准日: the day on which ages and years to go are taken. */
  'scheme.start': z.string().refine(isDay, 'is not a day'),
  /** Age in completed years from which one may join. */
  'enrolment.minAge': age,
  /** 领取年龄, completed years. */
  'benefit.claimAge': age,
  /** 缴费档次, yuan a year, rising. */
  tiers: z
    .array(yuan.refine((fen) => fen > 0, 'is a tier of nothing'))
    .min(1)
    .refine(rising, 'tiers do not rise'),
  /** 缴费补贴 by tier and household: each line holds from its tier up to the next line's. */
  'subsidy.table': z
    .array(z.strictObject({ fromTier: yuan, rural: yuan, urban: yuan }))
    .min(1)
    .refine((lines) => rising(lines.map(({ fromTier }) => fromTier)), 'tiers do not rise'),
  /** Who bears the subsidy, in which ratio. */
  'subsidy.split': z.array(z.strictObject({ payer: z.string().min(1), share: z.int().min(1) })).min(1),
  /** 中断后补缴: whether a gap that is paid later has a subsidy. */
  'subsidy.gap': z.enum(['none', 'as-current']),
  /** Yearly cap on 集体补助 and 资助. */
  'aid.cap': z.union([z.literal('highest-tier'), yuan]),
  /** Open rule question b: what counts against the cap. */
  'aid.capCovers': z.enum(['aid', 'aid-and-own']),
  /** Groups for whom the government pays the lowest tier (代缴). */
  'govPaid.groups': z.array(z.enum(['severe-disability', 'dibao', 'youfu'])),
  /** Open rule question f: whether they may choose a higher tier and pay the rest themselves. */
  'govPaid.higherTier': z.enum(['allowed', 'not-allowed']),
  /** 缴费年限 that give the base pension, and the most that may be paid back. */
  'years.required': z.int().min(0).max(60),
  /** Open rule question c: how exactly `years.required` years to go at the start are counted. */
  'backpay.exactlyRequiredToGo': z.enum(['no-backpay', 'backpay']),
  /** Open rule question d: back-paid years with subsidy, for those with fewer years to go. */
  'backpay.subsidisedYears': z.int().min(0).max(60),
  /** Open rule question d: the same for those who were of age at the start. */
  'backpay.subsidisedYearsOfAge': z.int().min(0).max(60),
  /** 加发 to the account pension of older back-payers; the last band has no end. */
  'bonus.bands': z.array(
    z.strictObject({ fromAge: age, throughAge: age.optional(), percent: z.int().min(0).max(100) }),
  ),
  'bonus.households': z.array(z.enum(['rural', 'urban'])),
  /** 基础养老金 a month. */
  'base.monthly': yuan,
  /** 计发月数. */
  'account.divisor': z.int().min(1).max(600),
  /** 年限基础养老金: added a month for each year paid beyond `threshold`. */
  'addition.extraYear': z.strictObject({ threshold: z.int().min(0).max(60), monthly: yuan }),
  /** 高龄倾斜: added a month from the month after the age is reached; the highest band reached counts. */
  'addition.age': z
    .array(z.strictObject({ fromAge: age, monthly: yuan }))
    .refine((bands) => rising(bands.map(({ fromAge }) => fromAge)), 'ages do not rise'),
  /** From which month a late application is paid. */
  'benefit.lateClaim': z.enum(['from-entitlement', 'from-application']),
  /** 记账利率 of a year: that of its first day. */
  'interest.rate': rate,
  /** Open rule question a: whether money earns from its own month or from the next. */
  'interest.monthRule': z.enum(['same-month', 'next-month']),
  /** Open rule question g. */
  'interest.sealed': z.enum(['accrues', 'none']),
  /** Open rule question h: by what the ledgers share a draw-down. */
  'drawdown.weights': z.enum(['running-balances']),
  /** Open rule question k: who pays the account pension once the account is empty. */
  'drawdown.exhausted': z.enum(['fund']),
  /** Ledgers whose balance goes to the heirs; the rest stays with the fund. */
  'inheritance.ledgers': z.array(z.enum(LEDGERS)),
  /** 丧葬补助: months of the base pension. */
  'funeral.months': z.int().min(0).max(60),
  /** 八大员工龄补助: a month for each year of service; a programme of its own. */
  'service.perYear': yuan,
} as const;

export type ParameterName = keyof typeof PARAMETERS;
export type ParameterValue<P extends ParameterName> = z.infer<(typeof PARAMETERS)[P]>;

export function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(PARAMETERS, name);
}
