import type { StoreFault } from '../../../flows/contract/journal.ts';
import { backOffMs, heldMs } from '../../../flows/sync/back-off.ts';
import { inBackground } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import type { EnrolmentKeeper } from '../store/enrolment.ts';
import type { EnrolOptions } from './enrol.ts';
import { enrol, readCode } from './enrol.ts';

/** Somebody stands before a new machine and waits for it: no longer pauses than this. */
const LONGEST_PAUSE_MS = 30_000;

/** How the terminal stands with its county. `line` is one sentence for a technician. */
export type EnrolmentState =
  | { readonly kind: 'enrolled' }
  | { readonly kind: 'no-code'; readonly line: string }
  /** Trying, and trying again. */
  | { readonly kind: 'enrolling'; readonly line: string }
  /** The code is of no use; a new one has to go into the config. */
  | { readonly kind: 'refused'; readonly line: string };

export interface Enroller {
  state(): EnrolmentState;
  start(): void;
  stop(): void;
}

export interface EnrollerOptions extends EnrolOptions {
  readonly keeper: EnrolmentKeeper;
  readonly note: (event: string, details: Readonly<Record<string, string>>) => void;
  /** As it stands in the config. */
  readonly code: string | undefined;
  readonly changed: () => void;
}

export function openEnroller(options: EnrollerOptions): Enroller {
  const { keeper, clock, random } = options;
  let failures = 0;
  let cancelTimer: () => void = () => undefined;
  let stopped = false;
  let state = initialState(options);

  function become(next: EnrolmentState): void {
    const isNew = next.kind !== state.kind || ('line' in next && 'line' in state && next.line !== state.line);
    state = next;
    if (isNew) options.changed();
  }

  async function attempt(code: string): Promise<void> {
    const answered = await enrol(options, code);
    if (stopped) return;
    const kept: Result<void, StoreFault> | undefined = answered.ok
      ? keeper.save(answered.value.enrolment, answered.value.highestCertificates)
      : undefined;
    if (kept?.ok === true) return become({ kind: 'enrolled' });
    const fault = answered.ok
      ? { kind: 'again' as const, detail: 'the enrolment could not be stored' }
      : answered.error;
    if (fault.kind === 'bad-code') {
      options.note('enrolment-refused', { detail: fault.detail });
      return become({ kind: 'refused', line: `county: enrolment refused: ${fault.detail}` });
    }
    failures += 1;
    become({ kind: 'enrolling', line: `county: not enrolled yet: ${fault.detail}; trying again` });
    const pause = Math.min(backOffMs(random, failures), LONGEST_PAUSE_MS);
    const held = heldMs('retryAfterMs' in fault ? fault.retryAfterMs : undefined);
    cancelTimer = clock.after(Math.max(pause, held), () => inBackground(attempt(code)));
  }

  return {
    state: () => state,
    start() {
      const code = codeToUse(options);
      if (code !== undefined) inBackground(attempt(code));
    },
    stop() {
      stopped = true;
      cancelTimer();
    },
  };
}

/** The config's code if it is well-formed and this terminal has not used it already. */
function codeToUse({ code, crypto, keeper }: EnrollerOptions): string | undefined {
  if (code === undefined) return undefined;
  const read = readCode(crypto, code);
  return read === undefined || read.lookup === keeper.current()?.codeUsed ? undefined : read.code;
}

function initialState(options: EnrollerOptions): EnrolmentState {
  const { code, crypto, keeper } = options;
  if (keeper.current() !== undefined) return { kind: 'enrolled' };
  if (code === undefined)
    return { kind: 'no-code', line: 'county: not enrolled: put a code into county.enrolmentCode' };
  if (readCode(crypto, code) === undefined)
    return { kind: 'refused', line: 'county.enrolmentCode: 12 letters and digits, like ABCD-EFGH-JKLM' };
  return { kind: 'enrolling', line: 'county: enrolling' };
}
