/** The check digit that belongs behind `digits` (ISO/IEC 7812-1, annex B), as one digit. */
export function luhnDigit(digits: string): string {
  let sum = 0;
  // From the right: every second digit doubled, beginning with the one next to the check digit.
  for (const [index, digit] of digits.split('').reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}
