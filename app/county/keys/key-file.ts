import { z } from 'zod';
import type { Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { seal, sealedSchema, unseal } from './sealed.ts';
import type { CountyKeys, KeyMaterial, KeyOwner } from './vault.ts';

/** Fields that every key file has, whether it is sealed or not. */
const head = {
  songbai: z.literal('county-key'),
  county: z.string().regex(/^\d{6}$/),
  publicKey: z.string(),
};

const secretSchema = z.strictObject({
  privateKey: z.string(),
  handleKey: z.string(),
  /** The private key's word for the rest: a bit that fell over in the handle key would name everybody anew. */
  signature: z.string(),
});

const schema = z.union([
  z.strictObject({ ...head, ...secretSchema.shape }),
  z.strictObject({ ...head, sealed: sealedSchema }),
]);

/** A key file, read and not yet trusted. */
export type KeyFile = z.infer<typeof schema>;

type Secret = z.infer<typeof secretSchema>;

/** `undefined` when it is no key file. */
export function parseKeyFile(text: string): KeyFile | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function isSealed(file: KeyFile): boolean {
  return 'sealed' in file;
}

/** As it goes to the disk; under `passphrase`, if there is one. */
export function formatKeyFile(
  means: { readonly crypto: CryptoProvider; readonly random: Random },
  county: string,
  material: KeyMaterial,
  passphrase: Buffer | undefined,
  cost?: number,
): string {
  const signer = means.crypto.signer(material.privateKey);
  const owner = { county, publicKey: signer.publicKey };
  const secret: Secret = { ...material, signature: signer.sign(statement(owner, material.handleKey)) };
  const front = { songbai: 'county-key', ...owner } as const;
  const file: KeyFile =
    passphrase === undefined
      ? { ...front, ...secret }
      : { ...front, sealed: seal(means.random, passphrase, label(owner), JSON.stringify(secret), cost) };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** What is in the file, once it is known to be whole. */
export function materialIn(
  crypto: CryptoProvider,
  file: KeyFile,
  passphrase: Buffer | undefined,
): Result<KeyMaterial, 'needs-passphrase' | 'wrong-passphrase' | 'damaged'> {
  const { county, publicKey } = file;
  let secret: Secret | undefined;
  if ('sealed' in file) {
    if (passphrase === undefined) return err('needs-passphrase');
    const text = unseal(passphrase, label(file), file.sealed);
    if (text === undefined) return err('wrong-passphrase');
    secret = secretSchema.safeParse(JSON.parse(text)).data;
  } else secret = file;
  if (secret === undefined) return err('damaged');
  const { privateKey, handleKey, signature } = secret;
  if (signerOf(crypto, privateKey)?.publicKey !== publicKey) return err('damaged');
  return crypto.verify(publicKey, statement({ county, publicKey }, handleKey), signature)
    ? ok({ privateKey, handleKey })
    : err('damaged');
}

export function keysOf(crypto: CryptoProvider, { privateKey, handleKey }: KeyMaterial): CountyKeys {
  return { signer: crypto.signer(privateKey), handleKey };
}

function signerOf(crypto: CryptoProvider, privateKey: string): CountyKeys['signer'] | undefined {
  try {
    return crypto.signer(privateKey);
  } catch {
    return undefined;
  }
}

function label({ county, publicKey }: KeyOwner): string {
  return `songbai.county-key.v1\0${county}\0${publicKey}`;
}

function statement(owner: KeyOwner, handleKey: string): Uint8Array {
  return Buffer.from(`${label(owner)}\0${handleKey}`);
}
