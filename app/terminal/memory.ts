import type { CountyLink } from '../../flows/contract/county.ts';
import type { Journal } from '../../flows/contract/journal.ts';
import type { Clock, Random } from '../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../shared/protocol/crypto.ts';
import type { HeartbeatRequest } from '../../shared/protocol/messages.ts';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { KioskConfig } from './config/kiosk-config.ts';
import type { TerminalCountyLink } from './county-link/link.ts';
import { checkCountyFiles, openCountyLink } from './county-link/link.ts';
import { SOFTWARE } from './software.ts';
import type { TerminalStore, TerminalStoreProblem } from './store/open.ts';
import { openTerminalStore } from './store/open.ts';

/** A disk that would not is tried again this often, ms. */
const RETRY_MS = 5_000;
/** Health changes by itself (space, the county's word), and nobody taps on a closed screen, ms. */
const HEALTH_MS = 2_000;

export interface MemoryOptions {
  readonly config: KioskConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly demo: boolean;
  readonly devices: () => HeartbeatRequest['devices'];
  /** One line for a technician. */
  readonly report: (line: string) => void;
}

/**
 * What the kiosk remembers and whom it reports to, as one thing that may come later: where the disk does
 * not let the store be opened (full, read-only, failing), the machine stands there, says out of service,
 * and goes on by itself when the disk does.
 */
export interface Memory {
  readonly journal: Journal;
  readonly county: CountyLink;
  clockTrusted(): boolean;
  /** The wall clock, put right by what the county's clock said; ms since the epoch. */
  now(): number;
  /** @param changed called whenever the kiosk should look again */
  start(changed: () => void): void;
  stop(): Promise<void>;
}

interface Open {
  readonly store: TerminalStore;
  readonly county: TerminalCountyLink;
}

/** Fails for what no waiting mends: the line names the key and what to do. */
export function openMemory(options: MemoryOptions): Result<Memory, string> {
  const files = checkCountyFiles(options.config.county);
  if (!files.ok) return files;
  const first = tryOpen(options);
  if (!first.ok && !passes(first.error)) return err(`terminal.dataDir: ${first.error.line}`);
  return ok(patient(options, first));
}

function passes({ kind }: TerminalStoreProblem): boolean {
  return kind === 'full' || kind === 'io';
}

function tryOpen(options: MemoryOptions): Result<Open, TerminalStoreProblem> {
  const { config, crypto, clock, random, demo, report } = options;
  const store = openTerminalStore({ dataDir: config.terminal.dataDir, crypto, clock, random, demo, report });
  if (!store.ok) return store;
  const county = openCountyLink({
    ...config.county,
    terminalName: config.terminal.name,
    software: SOFTWARE,
    store: store.value,
    crypto,
    clock,
    random,
    devices: () => [...options.devices(), { device: 'store', status: store.value.status() }],
  });
  if (county.ok) return ok({ store: store.value, county: county.value });
  store.value.close();
  return err({ kind: 'refused', line: county.error });
}

function patient(options: MemoryOptions, first: Result<Open, TerminalStoreProblem>): Memory {
  const { clock, report } = options;
  let state = first;
  let changed: () => void = () => undefined;
  let cancelTimer: () => void = () => undefined;
  let stopped = false;
  const reported = { trouble: '', enrolment: '', health: '' };
  const listeners = new Set<() => void>();
  const open = (): Open | undefined => (state.ok ? state.value : undefined);

  const tell = (key: 'trouble' | 'enrolment', line: string): void => {
    if (line !== reported[key] && line !== '') report(line);
    reported[key] = line;
  };
  const reportCounty = (): void => {
    const county = open()?.county;
    if (county === undefined) return;
    const enrolment = county.enrolment();
    const line = 'line' in enrolment ? enrolment.line : '';
    tell('enrolment', county.revoked() ? 'county: this terminal is revoked' : line);
  };

  function begin({ store, county }: Open): void {
    for (const line of store.troubles()) report(`terminal.dataDir: ${line}`);
    county.subscribe(() => {
      reportCounty();
      for (const listener of listeners) listener();
      changed();
    });
    reportCounty();
    county.start();
    watchHealth(store);
  }

  function watchHealth(store: TerminalStore): void {
    const health = store.journal.health();
    if (health !== reported.health) changed();
    reported.health = health;
    cancelTimer = clock.after(HEALTH_MS, () => watchHealth(store));
  }

  function retry(): void {
    if (stopped) return;
    state = tryOpen(options);
    if (state.ok) {
      begin(state.value);
      changed();
    } else wait(state.error);
  }

  function wait({ line }: TerminalStoreProblem): void {
    tell('trouble', `terminal.dataDir: ${line}; out of service, trying again`);
    cancelTimer = clock.after(RETRY_MS, retry);
  }

  return {
    journal: {
      commit: async (draft) => (await open()?.store.journal.commit(draft)) ?? err({ kind: 'closed' }),
      earlier: (idNumber) => open()?.store.journal.earlier(idNumber),
      setReceipt: (certificateNo, receipt) =>
        open()?.store.journal.setReceipt(certificateNo, receipt) ?? err({ kind: 'closed' }),
      note: (event, details) => open()?.store.journal.note(event, details),
      health() {
        if (!state.ok) return state.error.kind === 'full' ? 'disk' : 'damaged';
        return state.value.store.journal.health();
      },
    },
    county: {
      profile: () => open()?.county.profile(),
      lookup: async (idNumber, deadlineMs) =>
        (await open()?.county.lookup(idNumber, deadlineMs)) ?? err({ kind: 'unreachable' }),
      settle: async (certificateNo, deadlineMs) => await open()?.county.settle(certificateNo, deadlineMs),
      revoked: () => open()?.county.revoked() ?? false,
      online: () => open()?.county.online() ?? false,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    now: () => open()?.store.clockQuality.now() ?? options.clock.now(),
    clockTrusted: () => open()?.store.clockQuality.read().quality !== 'untrusted',
    start(onChange) {
      changed = onChange;
      if (state.ok) begin(state.value);
      else wait(state.error);
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await open()?.county.stop();
      open()?.store.close();
    },
  };
}
