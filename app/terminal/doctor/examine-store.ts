import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { isTerminalDirectory, verifyDirectory } from '../store/verify-directory.ts';
import type { Finding } from './examine.ts';

/** Findings shown one by one; `npm run audit -- verify` has them all. */
const SHOWN = 3;

/** The terminal's memory as it lies there: told, not judged. The terminal may be at work meanwhile. */
export function examineDataDir(dataDir: string, crypto: CryptoProvider): readonly Finding[] {
  const note = (words: string): Finding => ({ subject: 'terminal.dataDir', verdict: 'note', words });
  const nearest = existsSync(dataDir) ? dataDir : dirname(dataDir);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    return [note(`${nearest} cannot be written to; give this account the right to`)];
  }
  if (!existsSync(dataDir)) return [note('will be made at the first start')];
  if (!isTerminalDirectory(dataDir)) return [note('is there')];
  return [note('is there'), ...storeFindings(dataDir, crypto)];
}

function storeFindings(dataDir: string, crypto: CryptoProvider): Finding[] {
  const note = (words: string): Finding => ({ subject: 'store', verdict: 'note', words });
  try {
    const { records, findings } = verifyDirectory(dataDir, crypto);
    if (findings.length === 0) return [note(`whole, ${records} records`)];
    const more = findings.length - SHOWN;
    return [
      ...findings.slice(0, SHOWN).map(note),
      ...(more > 0 ? [note(`and ${more} more: npm run audit -- verify --data ${dataDir}`)] : []),
    ];
  } catch (cause) {
    return [note(`cannot be read: ${cause instanceof Error ? cause.message : 'the disk failed'}`)];
  }
}
