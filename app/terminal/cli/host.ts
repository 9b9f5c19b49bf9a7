import { oneOf } from '../../cli/values.ts';

/** Who draws the screen. */
export const HOST = oneOf('electron', 'browser');
