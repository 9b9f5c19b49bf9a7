import type { Month } from '../../dates/month.ts';
import type { PersonRow } from '../person-row.ts';

/** What happened in a person's life as far as the scheme is concerned; amounts follow from it by the rules. */
export interface LifeFacts {
  /** `YYYY-MM-DD`. */
  readonly birth: string;
  readonly household: PersonRow['household'];
  readonly group: PersonRow['special_group'];
  /** In order of `month`. */
  readonly contributions: readonly Contribution[];
  /** 待遇申领; assessed in its month. */
  readonly application?: Application;
  /** 资格认证: months in which the person certified. */
  readonly certified: readonly Month[];
  /** 服刑, both months counted. */
  readonly sentences: readonly Sentence[];
  readonly exit?: Exit;
}

export interface Contribution {
  /** The year paid for. */
  readonly year: number;
  readonly kind: 'current' | 'backpay' | 'gap';
  /** Month in which it is posted. */
  readonly month: Month;
  /** 缴费档次, fen a year. */
  readonly tier: number;
  /** 集体补助 and 资助 collected with it, fen. */
  readonly aid: number;
}

export interface Application {
  readonly month: Month;
  /** 八大员 service, completed years. */
  readonly serviceYears: number;
}

export interface Sentence {
  readonly from: Month;
  readonly to: Month;
}

export interface Exit {
  readonly kind: 'death' | 'transfer' | 'seal';
  readonly month: Month;
  /** When the county acts on it. */
  readonly reported: Month;
  /** 受益人/法定继承人 by weight; one heir when empty. */
  readonly heirs: readonly number[];
}
