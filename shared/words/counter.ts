/**
 * Where people are sent, as the county names it: `3号窗口`. A county that gave the bare number means that
 * window; the unit stands in no other sentence.
 */
export function counterName(counter: string): string {
  const name = counter.trim();
  return /^[0-9]+$/.test(name) ? `${name}号窗口` : name;
}
