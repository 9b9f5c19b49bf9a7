/** What `before-input-event` tells of a key. */
export interface KeyPress {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** A number pad may stand beside the screen: digits, the X of an ID number, and moving about. */
const ALLOWED = /^([0-9xX]|Enter|Backspace|Tab| )$/;

/** Everything is refused but the keys of a number pad: no F-keys, no shortcut, no letters. */
export function isKeyAllowed(press: KeyPress): boolean {
  return !press.control && !press.alt && !press.meta && ALLOWED.test(press.key);
}
