import { audio } from '../../assets/audio/build-audio.ts';
import { fonts } from '../../assets/fonts/build-fonts.ts';
import { audit } from '../../app/audit/audit.ts';
import type { Program } from '../../app/cli/command.ts';
import { county } from '../../app/county/cli/county.ts';
import { start } from '../../app/demo/start.ts';
import { policy } from '../../app/lab/policy/main.ts';
import { doctor } from '../../app/terminal/cli/doctor.ts';
import { kiosk } from '../../app/terminal/cli/kiosk.ts';
import { montage } from '../app/screen/montage.ts';
import { electron } from '../app/shell/electron/run.ts';
import { bench } from '../bench/bench.ts';
import { completeLock } from '../tools/complete-lock.ts';
import { mutations } from '../tools/mutations/run.ts';
import { packaging } from '../tools/release/package.ts';
import { unread } from '../tools/unread-results.ts';

/** Every program of ours that somebody starts from a command line. */
export const PROGRAMS: readonly Program[] = [
  start,
  kiosk,
  county,
  audit,
  doctor,
  policy,
  montage,
  bench,
  audio,
  fonts,
  packaging,
  electron,
  mutations,
  completeLock,
  unread,
];
