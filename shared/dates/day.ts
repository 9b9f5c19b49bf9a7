/** Calendar days `YYYY-MM-DD`, with no time and no zone. */

/** Whether `text` is a day that exists, e.g. not 2025-02-29. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** Throws when `day` is not one. */
export function addDays(day: string, count: number): string {
  if (!isDay(day)) throw new TypeError(`not a day: ${day}`);
  const ms = Date.parse(`${day}T00:00:00Z`) + count * 24 * 60 * 60 * 1000;
  return new Date(ms).toISOString().slice(0, 10);
}
