/** What a verified identity card says. Text keeps the card's UTF-16 code units exactly, `name` apart. */
export type IdCard = CitizenCard | ForeignerCard2017 | ForeignerCard2023 | ResidenceCard;

interface CardCommon {
  /** The number that names the person everywhere (身份号码 / 证件号码). */
  readonly idNumber: string;
  /** The name to show and print; for foreigners the Chinese name, or the English one if there is none. Old private-use characters stand as the ones that are meant. */
  readonly name: string;
  /** `name` in the card's own code units, old private-use ones too. */
  readonly rawName: string;
  /** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unspecified. Other codes are kept as read. */
  readonly sex: string;
  /** `YYYY-MM-DD`, or `unknown`. */
  readonly birth: string;
  /** `YYYY-MM-DD`, or `unknown`. */
  readonly validFrom: string;
  /** `YYYY-MM-DD`, `long-term` (长期), or `unknown`. */
  readonly validTo: string;
  /** 1,024 bytes of WLT-compressed portrait; memory only, never stored, logged or sent. */
  readonly photo: Uint8Array;
  /** Names of fields that decide nothing and were outside their format; each is `unknown` or mended. */
  readonly odd: readonly string[];
}

/** 居民身份证 */
export interface CitizenCard extends CardCommon {
  readonly kind: 'citizen';
  /** GB 3304 code, e.g. `01`. */
  readonly nation: string;
  readonly address: string;
  readonly authority: string;
}

/** 外国人永久居留身份证 (2017), card type I */
export interface ForeignerCard2017 extends CardCommon {
  readonly kind: 'foreigner-2017';
  readonly englishName: string;
  readonly chineseName: string;
  readonly country: string;
  readonly version: string;
  readonly authority: string;
}

/** 外国人永久居留身份证 (2023), card type Y */
export interface ForeignerCard2023 extends CardCommon {
  readonly kind: 'foreigner-2023';
  readonly englishName: string;
  readonly chineseName: string;
  readonly country: string;
  readonly renewals: string;
  /** The number of the person's 2017 card, if the card carries the association. */
  readonly formerNumber: string | undefined;
}

/** 港澳台居民居住证, card type J */
export interface ResidenceCard extends CardCommon {
  readonly kind: 'residence';
  readonly address: string;
  readonly authority: string;
  readonly travelPermit: string;
  readonly issueCount: string;
}
