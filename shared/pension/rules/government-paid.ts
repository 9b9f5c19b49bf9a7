import type { PersonRow } from '../person-row.ts';
import type { ParameterValue } from '../policy-parameters.ts';

/** What the government pays for a person who chose `tier` (代缴, R26; open question f), and what is left. */
export interface GovernmentPaid {
  readonly govPaid: number;
  readonly personal: number;
}

/** `undefined` when the tier is higher than the group may choose. */
export function governmentPaid(
  groups: ParameterValue<'govPaid.groups'>,
  higherTier: ParameterValue<'govPaid.higherTier'>,
  group: PersonRow['special_group'],
  lowestTier: number,
  tier: number,
): GovernmentPaid | undefined {
  if (group === '' || !groups.includes(group)) return { govPaid: 0, personal: tier };
  if (tier > lowestTier && higherTier === 'not-allowed') return undefined;
  return { govPaid: lowestTier, personal: tier - lowestTier };
}
