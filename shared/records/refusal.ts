/** 参保人员状态 */
export const PERSON_STATUSES = [
  'contributing',
  'receiving',
  'suspended',
  'sealed',
  'deceased',
  'transferred',
] as const;
export type PersonStatus = (typeof PERSON_STATUSES)[number];

/** Why somebody cannot be certified, by what the county's list says of them. */
export const PERSON_REFUSALS = [
  'deceased',
  'transferred',
  'sealed',
  'not-yet-receiving',
  'unknown-person',
] as const;
export type PersonRefusal = (typeof PERSON_REFUSALS)[number];

/**
 * Whom the law lets certify: those who receive (领取待遇) and those whose payment stopped because they had not
 * (暂停发放). `status`: `undefined` for somebody who is not on the list.
 */
export function refusalOf(status: PersonStatus | undefined): PersonRefusal | undefined {
  switch (status) {
    case undefined:
      return 'unknown-person';
    case 'receiving':
    case 'suspended':
      return undefined;
    case 'contributing':
      return 'not-yet-receiving';
    case 'deceased':
    case 'transferred':
    case 'sealed':
      return status;
  }
}
