import type { Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { keysOf } from './key-file.ts';
import type { CountyKeys, KeyVault } from './vault.ts';

/** Keys that end with the process, as a database in memory does. */
export function memoryVault(crypto: CryptoProvider, random: Random): KeyVault {
  const kept = new Map<string, CountyKeys>();
  const keep = (keys: CountyKeys): CountyKeys => {
    kept.set(keys.signer.publicKey, keys);
    return keys;
  };
  return {
    open({ publicKey }) {
      const keys = kept.get(publicKey);
      return keys === undefined
        ? err({ kind: 'missing', message: 'the keys of this county were in the memory of another process' })
        : ok(keys);
    },
    make: () =>
      ok(
        keep({
          signer: crypto.generateKey().signer,
          handleKey: Buffer.from(random.bytes(32)).toString('base64'),
        }),
      ),
    takeIn: (_county, material) => ok(keep(keysOf(crypto, material))),
    guard: () => ok(undefined),
    where: () => 'memory',
  };
}
