import type { SnapshotFrom } from 'xstate';
import { maskIdNumber, maskName } from '../../shared/identity/mask.ts';
import type { KioskView, ScreenName } from '../../shared/view/view.ts';
import type { Ports } from '../contract/ports.ts';
import { counterName } from '../../shared/words/counter.ts';
import { paperWord } from '../print/readiness.ts';
import type { createReceiptMachine } from '../print/machine.ts';
import type { AttemptLimiter } from './attempts.ts';
import type { createVisitMachine } from './machine.ts';
import { faceIsOpen, owingIn, wasSuspended } from './setup.ts';

export type VisitSnapshot = SnapshotFrom<ReturnType<typeof createVisitMachine>>;
type ReceiptSnapshot = SnapshotFrom<ReturnType<typeof createReceiptMachine>>;

type FrameKey = 'page' | 'county' | 'demo' | 'now' | 'ease' | 'strip';
type Bare<V> = V extends { screen: ScreenName } ? Omit<V, FrameKey> : never;
/** A screen without what every screen has. */
export type Face = Bare<KioskView>;
type FaceOf<S extends ScreenName> = Extract<Face, { screen: S }>;

/** What tells one page of a visit from the next, beside the screen's name. */
export interface VisitView {
  readonly face: Face;
  readonly pageKey: string;
}

export function visitView(snapshot: VisitSnapshot, ports: Ports, limiter: AttemptLimiter): VisitView {
  const face = faceOfVisit(snapshot, ports, limiter);
  switch (face.screen) {
    case 'identify':
      return { face, pageKey: face.whose };
    case 'enter-number':
      return { face, pageKey: face.what };
    case 'capture':
      return { face, pageKey: String(snapshot.context.attempt) };
    case 'working':
      return { face, pageKey: face.what };
    default:
      return { face, pageKey: '' };
  }
}

function faceOfVisit(snapshot: VisitSnapshot, ports: Ports, limiter: AttemptLimiter): Face {
  const { context } = snapshot;
  const maskedName = maskName(context.person?.name ?? '');
  const maskedNumber = maskIdNumber(context.person?.idNumber ?? '');
  if (snapshot.matches('confirm')) {
    const busy = snapshot.matches({ confirm: 'looking' });
    return { screen: 'confirm-identity', maskedName, maskedNumber, busy };
  }
  if (snapshot.matches('number') || snapshot.matches('phone')) return keypadFace(snapshot);
  if (snapshot.matches('already')) return alreadyFace(snapshot, maskedName);
  if (snapshot.matches('consent')) {
    return {
      screen: 'consent',
      maskedName,
      paper: paperWord(ports.printer),
      receiptChoice: context.receiptChoice,
      camera: ports.face?.status().kind === 'ready',
    };
  }
  if (snapshot.matches('capture')) return { screen: 'capture', ...context.progress, attempt: context.round };
  if (snapshot.matches('fallback')) {
    return {
      screen: 'fallback',
      maskedName,
      maskedNumber,
      reason: context.fallbackReason,
      retry: faceIsOpen(ports, limiter, context),
    };
  }
  if (snapshot.matches('saving')) return { screen: 'working', what: 'saving' };
  if (snapshot.matches('reporting')) return { screen: 'working', what: 'reporting' };
  if (snapshot.matches('result') || snapshot.matches('owed') || snapshot.matches('turnedAway')) {
    return resultFace(snapshot, ports, maskedName, maskedNumber);
  }
  return identifyFace(snapshot);
}

function identifyFace(snapshot: VisitSnapshot): FaceOf<'identify'> {
  const child = snapshot.children.identify?.getSnapshot();
  return {
    screen: 'identify',
    whose: child?.context.whose ?? 'own',
    reading: child?.matches('reading') ?? false,
    provisionalName: child?.context.provisionalName ?? null,
    trouble: child?.context.trouble ?? null,
  };
}

function keypadFace(snapshot: VisitSnapshot): FaceOf<'enter-number'> {
  const child = snapshot.children.keypad?.getSnapshot();
  return {
    screen: 'enter-number',
    what: child?.context.what ?? (snapshot.matches('phone') ? 'phone' : 'id-number'),
    typed: child?.context.typed ?? '',
    trouble: child?.context.trouble ?? null,
  };
}

function alreadyFace(snapshot: VisitSnapshot, maskedName: string): FaceOf<'already-certified'> {
  const { standing } = snapshot.context;
  if (standing.kind !== 'already') throw new Error('already certified, and not');
  return {
    screen: 'already-certified',
    maskedName,
    validThrough: standing.validThrough,
    pending: standing.pending,
    reprint: reprintWord(snapshot),
  };
}

function reprintWord(snapshot: VisitSnapshot): FaceOf<'already-certified'>['reprint'] {
  if (!snapshot.matches({ already: 'owing' })) return null;
  const word = receiptWord(snapshot.children.receipt?.getSnapshot());
  switch (word) {
    case 'printing':
    case 'printed':
    case 'offered':
      return word;
    case 'paper-out':
    case 'printer-trouble':
    case 'no-printer':
      return 'trouble';
    case 'unconfirmed':
      return 'unconfirmed';
    case 'later':
    case 'none':
      return 'offered';
  }
}

function receiptWord(child: ReceiptSnapshot | undefined): FaceOf<'result'>['receipt'] {
  if (child === undefined) return 'none';
  switch (child.value) {
    case 'paperOut':
      return 'paper-out';
    case 'noPrinter':
      return 'no-printer';
    case 'trouble':
      return 'printer-trouble';
    case 'unconfirmed':
      return 'unconfirmed';
    case 'printing':
    case 'printed':
    case 'later':
    case 'none':
      return child.value;
    case 'offered':
    case 'deciding':
      return 'offered';
  }
}

function resultFace(
  snapshot: VisitSnapshot,
  ports: Ports,
  maskedName: string,
  maskedNumber: string,
): FaceOf<'result'> {
  const { outcome } = snapshot.context;
  if (outcome === undefined) throw new Error('a result without an outcome');
  const base = {
    screen: 'result',
    wasSuspended: wasSuspended(snapshot.context),
    maskedName,
    maskedNumber,
    occurredAt: outcome.occurredAt,
    counter: counterName(ports.county.profile()?.counter ?? ''),
    method: methodOf(snapshot),
    reason: null,
    certificateNo: null,
    validThrough: null,
    receipt: 'none',
  } as const;
  switch (outcome.kind) {
    case 'recorded':
      return {
        ...base,
        outcome: outcome.status,
        certificateNo: outcome.certificateNo,
        validThrough: outcome.validThrough,
        receipt: receiptWord(snapshot.children.receipt?.getSnapshot()),
      };
    case 'refused':
      return { ...base, outcome: 'ineligible', reason: outcome.reason, certificateNo: outcome.certificateNo };
    case 'ineligible':
      return { ...base, outcome: 'ineligible', reason: outcome.reason };
    case 'not-saved':
      return { ...base, outcome: 'not-saved', reason: 'disk' };
  }
}

/** `null` as long as no way was taken. */
function methodOf(snapshot: VisitSnapshot): FaceOf<'result'>['method'] {
  const { context } = snapshot;
  if (snapshot.matches('owed')) return owingIn(context).method;
  return context.outcome?.kind === 'recorded' || context.outcome?.kind === 'refused'
    ? context.proof.method
    : null;
}
