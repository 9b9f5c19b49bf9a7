import type { Acknowledgement, CountyLink } from '../../../flows/contract/county.ts';
import type { Sync } from '../../../flows/sync/sync.ts';
import { createSync } from '../../../flows/sync/sync.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { Month } from '../../../shared/dates/month.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { personHandle } from '../../../shared/protocol/enrolment.ts';
import type { HeartbeatRequest } from '../../../shared/protocol/messages.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { sharedKinds } from '../store/kinds.ts';
import type { TerminalStore } from '../store/open.ts';
import type { CountyCourier } from './courier.ts';
import { openCourier } from './courier.ts';
import type { EnrolmentState } from './enroller.ts';
import { openEnroller } from './enroller.ts';
import { openHttp, readCa } from './http.ts';
import { watchLine } from './line-watch.ts';

export interface CountyLinkOptions {
  /** Base URL of the county. */
  readonly url: string;
  /** PEM file of the only authority to trust. */
  readonly caFile?: string | undefined;
  /** One-time code of the config; ignored once this terminal has used it. */
  readonly enrolmentCode?: string | undefined;
  readonly terminalName: string;
  /** Name and version of this program, at most 60 characters. */
  readonly software: string;
  readonly store: TerminalStore;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly random: Random;
  /** What the heartbeat tells of the devices. */
  readonly devices?: () => HeartbeatRequest['devices'];
}

export interface TerminalCountyLink extends CountyLink {
  /** Enrols if need be, then uploads what waits and keeps in touch. */
  start(): void;
  stop(): Promise<void>;
  enrolment(): EnrolmentState;
}

/** What the county section names on this machine, looked at before anything is opened; one line for stderr. */
export function checkCountyFiles({ caFile }: { readonly caFile?: string | undefined }): Result<void, string> {
  const ca = readCa(caFile);
  if (ca.ok) return ok(undefined);
  return err(`county.caFile: ${ca.error}; give the PEM file of the county's authority, or leave caFile out`);
}

/** `caFile` that cannot be read is the only failure; one line for stderr. */
export function openCountyLink(options: CountyLinkOptions): Result<TerminalCountyLink, string> {
  const { store, crypto, clock, random } = options;
  const { enrolment, outbox, signer, journal } = store;
  const http = openHttp(options.url, options.caFile, clock);
  if (!http.ok) return err(`county.caFile: ${http.error}`);

  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  let online = false;
  const heard = (now: boolean): void => {
    if (now === online) return;
    online = now;
    changed();
  };
  const common = { http: http.value, crypto, signer, clock, random, software: options.software };
  const courier = openCourier({
    ...common,
    // Whatever is signed with another key than it knows, a county takes for somebody else's.
    identity: () => (store.keyIsStrange() ? undefined : enrolment.current()),
    devices: options.devices ?? (() => []),
    heard,
  });
  const kinds = sharedKinds(store.kinds);
  const sync = createSync({ outbox, courier, profile: enrolment, kinds, clock, random });
  const line = watchLine({
    url: options.url,
    clock,
    random,
    felt(reachable) {
      if (!reachable) heard(false);
      else if (!online) sync.lineIsBack();
    },
  });
  const running = startStop(sync, () => {
    const unsubscribe = store.onQueued(() => sync.wake());
    line.start();
    return () => {
      line.stop();
      unsubscribe();
    };
  });
  const enroller = openEnroller({
    ...common,
    terminalName: options.terminalName,
    keeper: enrolment,
    note: (event, details) => journal.note(event, details),
    code: options.enrolmentCode,
    changed() {
      if (enrolment.current() !== undefined) running.start();
      changed();
    },
  });
  const revoked = (): boolean => sync.refused() === 'revoked';
  const whatIsTold = () => ({ revoked: revoked(), profile: enrolment.current()?.profile });
  let told = whatIsTold();
  sync.subscribe(() => {
    const now = whatIsTold();
    if (now.profile === told.profile && now.revoked === told.revoked) return;
    told = now;
    changed();
  });

  return ok({
    // A revoked terminal has no county any more, whatever it remembers.
    profile: () => (revoked() ? undefined : enrolment.current()?.profile),
    lookup: (idNumber, deadlineMs) =>
      lookup(courier, enrolment.current()?.handleKey, crypto, idNumber, deadlineMs, () => sync.wake()),
    settle: (certificateNo, deadlineMs) => settle(store, sync, clock, certificateNo, deadlineMs),
    online: () => online,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (enrolment.current() !== undefined) running.start();
      enroller.start();
    },
    async stop() {
      enroller.stop();
      running.stop();
      await http.value.close();
    },
    enrolment: () => enroller.state(),
    revoked,
  });
}

/** Started once, stopped once, woken only in between. */
function startStop(sync: Sync, listen: () => () => void): { start(): void; stop(): void } {
  let cancel: (() => void) | undefined;
  let stopped = false;
  return {
    start() {
      if (cancel !== undefined || stopped) return;
      sync.start();
      cancel = listen();
    },
    stop() {
      stopped = true;
      cancel?.();
      sync.stop();
    },
  };
}

async function lookup(
  courier: CountyCourier,
  handleKey: string | undefined,
  crypto: CryptoProvider,
  idNumber: string,
  deadlineMs: number,
  wake: () => void,
): ReturnType<CountyLink['lookup']> {
  if (handleKey === undefined) return err({ kind: 'unreachable' });
  const answered = await courier.person(personHandle(crypto, handleKey, idNumber), deadlineMs);
  if (!answered.ok) {
    wake();
    return err({ kind: 'unreachable' });
  }
  const { person } = answered.value.body;
  if (person === null) return ok({ kind: 'unknown-person' });
  return ok({
    kind: 'known',
    status: person.status,
    certifiedThrough: (person.certifiedThrough ?? undefined) as Month | undefined,
  });
}

function settle(
  { outbox }: TerminalStore,
  sync: Sync,
  clock: Clock,
  certificateNo: string,
  deadlineMs: number,
): Promise<Acknowledgement | undefined> {
  return new Promise((resolve) => {
    const end = (answer: Acknowledgement | undefined): void => {
      cancel();
      unsubscribe();
      resolve(answer);
    };
    const look = (): void => {
      const answer = outbox.answerTo(certificateNo);
      if (answer === 'waiting') return;
      end(typeof answer === 'object' ? answer : undefined);
    };
    const unsubscribe = sync.subscribe(look);
    const cancel = clock.after(deadlineMs, () => end(undefined));
    sync.wake();
    look();
  });
}
