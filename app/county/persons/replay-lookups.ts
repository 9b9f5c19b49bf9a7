import type { AuditDetails } from '../../../shared/audit/chain.ts';
import { verifyLookups } from './lookup-trace.ts';
import type { Replay, ReplaySite } from '../audit/replay/replay.ts';

/** 查询留痕: who asked for whom; sealed every so often. */
export function replayLookups(site: ReplaySite): Replay {
  const seals: AuditDetails[] = [];
  return {
    take({ details }) {
      seals.push(details as AuditDetails);
    },
    needs: ['lookups', 'lookup_head'],
    async compare(report) {
      for (const finding of await verifyLookups(site.db, site.crypto, site.county, seals)) report(finding);
    },
  };
}
