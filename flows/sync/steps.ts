import type { SignedRecord } from '../../shared/records/kinds.ts';
import { KINDS } from '../../shared/records/kinds.ts';
import type { SyncContext } from './context.ts';
import { BATCH_LIMIT, afterAnswer, afterFault } from './context.ts';
import { judge } from './judge.ts';
import type { ExchangeFault } from './ports.ts';

/** What one exchange did: how the context changes, and whether to go on or to wait. */
export interface Step {
  readonly change: Partial<SyncContext>;
  readonly good: boolean;
}

export type StepKind = 'beat' | 'probe' | 'poll' | 'send';

/** One exchange with the county and all its effects on the store. */
export async function step(kind: StepKind, context: SyncContext): Promise<Step> {
  switch (kind) {
    case 'beat':
      return await beat(context, true);
    case 'probe':
      return await beat(context, false);
    case 'poll':
      return await poll(context);
    case 'send':
      return await send(context);
  }
}

function failed(context: SyncContext, fault: ExchangeFault, full: boolean): Step {
  return { change: afterFault(context, fault, full), good: false };
}

async function beat(context: SyncContext, full: boolean): Promise<Step> {
  const { outbox, courier } = context.ports;
  const sent = outbox.standing();
  const exchange = await courier.heartbeat(sent);
  if (!exchange.ok) return failed(context, exchange.error, full);
  // Read again: a certification may have been committed meanwhile, and a new enrolment begins an epoch.
  const { epoch, sequence } = outbox.standing();
  const highest = exchange.value.body.highestSequence;
  if (epoch === sent.epoch && highest > sequence) outbox.rolledBack(highest);
  outbox.hear(exchange.value.body);
  return { change: afterAnswer(context, exchange.value), good: true };
}

async function poll(context: SyncContext): Promise<Step> {
  const { courier, profile, outbox } = context.ports;
  const exchange = await courier.changes(profile.cursor());
  if (!exchange.ok) return failed(context, exchange.error, true);
  profile.keep(exchange.value.body.cursor, exchange.value.body.profile);
  if (outbox.standing().queued === 0) outbox.rest();
  return { change: afterAnswer(context, exchange.value), good: true };
}

async function send(context: SyncContext): Promise<Step> {
  const { outbox, courier } = context.ports;
  const batch = outbox.next(context.limit);
  if (batch.length === 0) {
    // Nothing to send although something waits: asking again at once would be a loop.
    return outbox.standing().queued === 0
      ? { change: {}, good: true }
      : failed(context, { kind: 'unreachable', detail: 'what waits cannot be read' }, true);
  }
  const exchange = await courier.records(batch);
  if (!exchange.ok) return narrowDown(context, batch, exchange.error);
  const { verdicts, alarms } = judge(context.ports.kinds ?? KINDS, batch, exchange.value.body);
  const kept = outbox.apply(verdicts, alarms);
  if (!kept.ok) {
    // The county has them; the same answers come again when the disk takes them.
    return failed(context, { kind: 'unreachable', detail: `answers not kept: ${kept.error.kind}` }, true);
  }
  // With nothing answered the queue is as long as before: asking again at once would be a loop.
  if (verdicts.length === 0)
    return failed(context, { kind: 'forged', detail: 'no record of the batch was answered' }, true);
  if (outbox.standing().queued === 0) outbox.rest();
  const limit = Math.min(BATCH_LIMIT, context.limit * 2);
  return { change: { ...afterAnswer(context, exchange.value), limit }, good: true };
}

/** A batch that the county cannot read is halved until the one record that is to blame stands alone. */
function narrowDown(context: SyncContext, batch: readonly SignedRecord[], fault: ExchangeFault): Step {
  const unreadable = fault.kind === 'refused' && (fault.error === 'malformed' || fault.error === 'too-large');
  const [first] = batch;
  if (!unreadable || first === undefined) return failed(context, fault, true);
  if (batch.length > 1) return { change: { limit: Math.max(1, Math.floor(batch.length / 2)) }, good: true };
  const detail = `${fault.error}: ${fault.detail}`;
  const parked = context.ports.outbox.apply([{ kind: 'parked', signed: first, why: 'rejected', detail }], []);
  return parked.ok ? { change: {}, good: true } : failed(context, fault, true);
}
