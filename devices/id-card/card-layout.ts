/**
 * The 256-byte text block of the four kinds of identity card, as data. Offsets and lengths in bytes;
 * text is UTF-16LE, padded with U+0020. The kind stands at offset 248.
 */
export const TEXT_LENGTH = 256;
export const PHOTO_LENGTH = 1024;

export interface Field {
  readonly at: number;
  readonly bytes: number;
}

const field = (at: number, bytes: number): Field => ({ at, bytes });

/** `I` 2017 foreigner, `Y` 2023 foreigner, `J` Hong Kong, Macao, Taiwan; anything else: citizen. */
export const CARD_TYPE = field(248, 2);

/** The end of the field that a citizen's, 2023 foreigner's and resident's name stands in. */
export const NAME_FIRST = field(0, 30);

/** 居民身份证 */
export const CITIZEN = {
  name: NAME_FIRST,
  sex: field(30, 2),
  nation: field(32, 4),
  birth: field(36, 16),
  address: field(52, 70),
  idNumber: field(122, 36),
  authority: field(158, 30),
  validFrom: field(188, 16),
  validTo: field(204, 16),
} as const;

/** 外国人永久居留身份证, 2017 */
export const FOREIGNER_2017 = {
  englishName: field(0, 120),
  sex: field(120, 2),
  idNumber: field(122, 30),
  country: field(152, 6),
  chineseName: field(158, 30),
  validFrom: field(188, 16),
  validTo: field(204, 16),
  birth: field(220, 16),
  version: field(236, 4),
  authority: field(240, 8),
} as const;

/** 外国人永久居留身份证, 2023. The English name goes on in a second field, without a separator. */
export const FOREIGNER_2023 = {
  chineseName: NAME_FIRST,
  sex: field(30, 2),
  renewals: field(32, 4),
  birth: field(36, 16),
  englishName: field(52, 70),
  idNumber: field(122, 36),
  validFrom: field(188, 16),
  validTo: field(204, 16),
  englishNameRest: field(220, 22),
  country: field(242, 6),
  formerNumberPart: field(250, 6),
} as const;

/** 港澳台居民居住证: a citizen's layout without the nation. */
export const RESIDENCE = {
  name: NAME_FIRST,
  sex: field(30, 2),
  birth: field(36, 16),
  address: field(52, 70),
  idNumber: field(122, 36),
  authority: field(158, 30),
  validFrom: field(188, 16),
  validTo: field(204, 16),
  travelPermit: field(220, 18),
  issueCount: field(238, 4),
} as const;
