/** `2015-03`, the month that two columns of the ledger hold. */
export function monthText(year: number, month: number): string {
  return `${year}-${String(month).padStart(2, '0')}`;
}
