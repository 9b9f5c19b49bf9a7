import type { Replay, ReplaySite } from '../audit/replay/replay.ts';

/** The county's own row: profile, pack and keys, as `init` left them. */
export function replayCounty(site: ReplaySite): Replay {
  let told: Readonly<Record<string, unknown>> | undefined;
  return {
    take({ details }) {
      told = details;
    },
    needs: ['counties'],
    async compare(report) {
      if (!site.sealing) return;
      const row = await site.db
        .selectFrom('counties')
        .selectAll()
        .where('county', '=', site.county)
        .executeTakeFirst();
      // Of a row that is gone the walk itself has said so.
      if (row === undefined) return;
      if (told === undefined) report(`county ${site.county}: not in the audit log`);
      else {
        const facts: Readonly<Record<string, unknown>> = {
          name: row.name,
          policyPack: row.policy_pack,
          counter: row.counter,
          nearest: row.nearest,
          publicKey: row.public_key,
          provisional: row.provisional === 1,
          createdAt: row.created_at,
        };
        const odd = Object.keys(facts).filter((fact) => facts[fact] !== told?.[fact]);
        // Both rest in the vault; with the private one inside, the release that moves them has not opened this yet.
        if (row.handle_key !== '' && row.private_key === '') odd.push('handleKey');
        if (odd.length > 0) report(`county ${site.county}: altered (${odd.join(', ')})`);
        if (row.private_key !== '' && !fits(site, row.private_key, row.public_key))
          report(`county ${site.county}: altered (private key)`);
      }
    },
  };
}

/** The private key makes the public one. */
function fits({ crypto }: ReplaySite, privateKey: string, publicKey: string): boolean {
  try {
    return crypto.signer(privateKey).publicKey === publicKey;
  } catch {
    return false;
  }
}
