import type { CryptoProvider } from './crypto.ts';

/**
 * One-time enrolment code: 12 characters of a 32-letter alphabet (60 bits) without I, L, O and U,
 * written `ABCD-EFGH-JKLM`. Each side proves that it holds the code without sending it.
 */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Upper case, without separators; `undefined` when it is not 12 letters and digits. */
export function normaliseCode(code: string): string | undefined {
  const bare = code.toUpperCase().replaceAll(/[\s-]/g, '');
  return /^[0-9A-Z]{12}$/.test(bare) ? bare : undefined;
}

/** What the county stores and finds the code by. */
export function codeLookup(crypto: CryptoProvider, code: string): string {
  return crypto.sha256(text(`songbai.enrol.lookup.v1\0${code}`));
}

/** Base64 HMAC key, stored by the county until the code is used or 24 h are over. */
export function codeKey(crypto: CryptoProvider, code: string): string {
  return Buffer.from(crypto.sha256(text(`songbai.enrol.key.v1\0${code}`)), 'hex').toString('base64');
}

export function terminalProof(crypto: CryptoProvider, key: string, terminalKey: string): string {
  return crypto.hmac(key, text(`songbai.enrol.terminal.v1\0${terminalKey}`));
}

export function countyProof(
  crypto: CryptoProvider,
  key: string,
  countyKey: string,
  terminalKey: string,
): string {
  return crypto.hmac(key, text(`songbai.enrol.county.v1\0${countyKey}\0${terminalKey}`));
}

/** A person's handle: keyed, so that ID numbers (few enough to try them all) do not stand in URLs or logs. */
export function personHandle(crypto: CryptoProvider, handleKey: string, idNumber: string): string {
  return crypto.hmac(handleKey, text(`songbai.person.v1\0${idNumber}`));
}

/** `personHandle` for many people of one county. */
export function personHandles(crypto: CryptoProvider, handleKey: string): (idNumber: string) => string {
  const digest = crypto.hmacWith(handleKey);
  return (idNumber) => digest(text(`songbai.person.v1\0${idNumber}`));
}
