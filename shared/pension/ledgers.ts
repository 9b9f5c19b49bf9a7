/** 分开记录: the three ledgers of an account, kept and drawn down apart. Their order breaks ties. */
export const LEDGERS = ['personal', 'collective', 'subsidy'] as const;
export type Ledger = (typeof LEDGERS)[number];

/** An amount in fen for each ledger. */
export type Ledgers = Readonly<Record<Ledger, number>>;

export const NOTHING: Ledgers = { personal: 0, collective: 0, subsidy: 0 };

/** `sign` −1 takes the other away. */
export function plus(one: Ledgers, other: Ledgers, sign: 1 | -1 = 1): Ledgers {
  return {
    personal: one.personal + sign * other.personal,
    collective: one.collective + sign * other.collective,
    subsidy: one.subsidy + sign * other.subsidy,
  };
}

export function isSame(one: Ledgers, other: Ledgers): boolean {
  return LEDGERS.every((ledger) => one[ledger] === other[ledger]);
}
