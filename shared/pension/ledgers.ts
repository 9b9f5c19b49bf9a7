/** 分开记录: the three ledgers of an account, kept and drawn down apart. Their order breaks ties. */
export const LEDGERS = ['personal', 'collective', 'subsidy'] as const;
export type Ledger = (typeof LEDGERS)[number];

/** An amount in fen for each ledger. */
export type Ledgers = Readonly<Record<Ledger, number>>;
