import type { AuditDetails } from '../../../../shared/audit/chain.ts';
import { verifyLookups } from '../../persons/lookup-trace.ts';
import type { Domain, ReplaySite } from './replay.ts';

/** 查询留痕: who asked for whom; sealed every so often. */
export function lookups(site: ReplaySite): Domain {
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
