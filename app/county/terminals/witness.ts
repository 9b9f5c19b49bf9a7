import type { AuditHead } from '../../../shared/audit/chain.ts';
import type { HeartbeatRequest } from '../../../shared/protocol/messages.ts';
import { SKEW_LIMIT_MS } from '../../../shared/protocol/envelope.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { appendAudit, readAudit } from '../audit/chain/append.ts';
import { countyHead } from '../audit/chain/diary.ts';
import type { CountyStore } from '../store/county-store.ts';

/**
 * 互相见证: with each heartbeat a terminal tells where its own audit chain ends and what it last heard of the
 * county's, and hears where that ends now. Either side then holds a row of the other's chain that nobody
 * who makes a chain anew on one side can take back. Gives the county's head, for the answer.
 */
export async function exchangeHeads(
  store: CountyStore,
  terminal: string,
  beat: HeartbeatRequest,
): Promise<AuditHead> {
  if (beat.audit !== undefined || beat.countyAudit !== undefined) await takeHeads(store, terminal, beat);
  return await countyHead(store);
}

async function takeHeads(store: CountyStore, terminal: string, beat: HeartbeatRequest): Promise<void> {
  const { audit, countyAudit, epoch, now } = beat;
  await store.db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom('terminals')
      .select([
        'audit_sequence',
        'audit_hash',
        'audit_epoch',
        'audit_said_at',
        'heard_sequence',
        'heard_hash',
      ])
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal)
      .executeTakeFirstOrThrow();
    // One that was overtaken on the way says what is no longer so. A clock set back by more is another matter.
    const late = (before.audit_said_at ?? now) - now;
    if (late > 0 && late <= SKEW_LIMIT_MS) return;
    const alarms: CountyEvent[] = [];
    const same = before.audit_epoch === epoch && before.audit_sequence !== null;
    if (audit !== undefined && same && goesBack(audit, before.audit_sequence ?? 0, before.audit_hash))
      alarms.push({
        event: 'terminal-chain-rolled-back',
        details: { terminal, row: audit.sequence, held: before.audit_sequence ?? 0 },
      });
    const standing =
      countyAudit !== undefined &&
      before.heard_sequence === countyAudit.sequence &&
      before.heard_hash === countyAudit.hash;
    if (countyAudit !== undefined && !standing) {
      const inChain = async ({ sequence, hash }: AuditHead): Promise<boolean> => {
        if (sequence === 0) return true;
        const [row] = await readAudit(tx, store.county.code, sequence - 1, 1);
        return row?.sequence === sequence && row.hash === hash;
      };
      const known = before.heard_sequence !== null && before.heard_hash !== null;
      // One alarm until the terminal has heard of this chain again: a hostile one cannot fill the log.
      const alarmed =
        known && !(await inChain({ sequence: before.heard_sequence ?? 0, hash: before.heard_hash ?? '' }));
      if (!alarmed && !(await inChain(countyAudit)))
        alarms.push({
          event: 'chain-differs-from-witness',
          details: { terminal, row: countyAudit.sequence, hash: countyAudit.hash },
        });
    }
    await tx
      .updateTable('terminals')
      .set({
        audit_said_at: now,
        ...(audit === undefined
          ? {}
          : { audit_sequence: audit.sequence, audit_hash: audit.hash, audit_epoch: epoch }),
        ...(countyAudit === undefined || countyAudit.sequence === 0
          ? {}
          : { heard_sequence: countyAudit.sequence, heard_hash: countyAudit.hash }),
      })
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal)
      .execute();
    if (alarms.length > 0) await appendAudit(tx, store, ...alarms);
  });
}

/** A chain only grows: a lower row, or another one at the same place, is another chain. */
function goesBack(audit: AuditHead, sequence: number, hash: string | null): boolean {
  return audit.sequence < sequence || (audit.sequence === sequence && audit.hash !== hash);
}

/** Where each terminal's own chain ended when it last said so; revoked ones too. */
export async function lastHeads(
  store: CountyStore,
): Promise<readonly { readonly id: string; readonly name: string; readonly head: AuditHead }[]> {
  const rows = await store.db
    .selectFrom('terminals')
    .select(['terminal', 'name', 'audit_sequence', 'audit_hash'])
    .where('county', '=', store.county.code)
    .where('audit_hash', 'is not', null)
    .orderBy('number')
    .execute();
  return rows.map(({ terminal: id, name, audit_sequence: sequence, audit_hash: hash }) => ({
    id,
    name,
    head: { sequence: sequence ?? 0, hash: hash ?? '' },
  }));
}
