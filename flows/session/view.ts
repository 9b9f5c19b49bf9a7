import type { SnapshotFrom } from 'xstate';
import type { KioskView } from '../../shared/view/view.ts';
import type { AttemptLimiter } from '../certify/attempts.ts';
import type { Face } from '../certify/view.ts';
import { visitView } from '../certify/view.ts';
import type { Ports } from '../contract/ports.ts';
import type { ClosedReason, createSessionMachine } from './machine.ts';
import { closedReason, PLAIN_EASE } from './machine.ts';
import { readerTrouble, stripOf } from './strip.ts';

export type SessionSnapshot = SnapshotFrom<ReturnType<typeof createSessionMachine>>;

/** A view still without its page, and the key by which pages are told apart. */
export interface Unpaged {
  readonly pageKey: string;
  readonly view: Omit<KioskView, 'page'>;
}

/** The flat view of all that happens inside. `undefined` before the start. */
export function viewOfSession(
  snapshot: SessionSnapshot | undefined,
  ports: Ports,
  limiter: AttemptLimiter,
): Unpaged {
  const { face, pageKey } = faceOfSession(snapshot, ports, limiter);
  const profile = ports.county.profile();
  const visit = snapshot?.children.visit?.getSnapshot();
  return {
    pageKey: `${snapshot?.context.visits ?? 0}/${face.screen}/${pageKey}`,
    view: {
      ...face,
      county: { name: profile?.name ?? '', terminal: ports.terminalName },
      demo: ports.demo,
      now: ports.clock.now(),
      ease: snapshot?.context.ease ?? PLAIN_EASE,
      strip: stripOf(ports, face.screen, {
        outcome: visit?.context.outcome,
        cardRead: visit?.context.person?.source === 'id-card',
        justLeft: snapshot?.matches({ home: 'justLeft' }) ?? false,
      }),
    },
  };
}

function faceOfSession(
  snapshot: SessionSnapshot | undefined,
  ports: Ports,
  limiter: AttemptLimiter,
): { readonly face: Face; readonly pageKey: string } {
  if (snapshot === undefined || snapshot.matches('starting')) return closedFace('starting', ports);
  if (snapshot.matches('closed')) return closedFace(closedReason(ports) ?? 'internal', ports);
  if (snapshot.matches({ visit: 'warning' })) return { face: { screen: 'still-here' }, pageKey: '' };
  const visit = snapshot.children.visit?.getSnapshot();
  if (snapshot.matches('visit') && visit !== undefined) return visitView(visit, ports, limiter);
  const reader = readerTrouble(ports.idCard?.status()) === undefined;
  return { face: { screen: 'home', open: ['certify'], reader }, pageKey: '' };
}

function closedFace(reason: ClosedReason, ports: Ports): { readonly face: Face; readonly pageKey: string } {
  const nearest = ports.county.profile()?.nearest ?? '';
  return { face: { screen: 'out-of-service', reason, nearest }, pageKey: '' };
}
