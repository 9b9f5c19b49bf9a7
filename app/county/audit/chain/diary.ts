import { inBackground } from '../../../../shared/result/background.ts';
import { anchorText } from '../../../../shared/audit/anchors.ts';
import type { AuditHead } from '../../../../shared/audit/chain.ts';
import { EMPTY_HEAD } from '../../../../shared/audit/chain.ts';
import { dateOf } from '../../../../shared/dates/month.ts';
import type { CountyStore } from '../../store/county-store.ts';

/** How often it is looked whether a day has begun; the wall clock may be set meanwhile. */
const LOOK_MS = 5 * 60 * 1000;

/** How long the last line may take. */
const LAST_WORD_MS = 2000;

type Site = Pick<CountyStore, 'db' | 'county' | 'clock'>;

/** The last row of the county's chain. */
export async function countyHead({ db, county }: Pick<Site, 'db' | 'county'>): Promise<AuditHead> {
  const head = await db
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('county', '=', county.code)
    .where('id', '=', 1)
    .executeTakeFirst();
  return head ?? EMPTY_HEAD;
}

/** `audit 2026-11-26: row 12345 fingerprint ABCD-EFGH-JKLM`: one line of the paper book (日志簿). */
export async function diaryLine(site: Site): Promise<string> {
  return `audit ${dateOf(site.clock.now())}: ${anchorText(await countyHead(site))}`;
}

/**
 * 日志簿: says the fingerprint of the chain's last row at the start, on every day that begins, and at the
 * end, so that somebody can note it outside the database.
 */
export async function keepDiary(
  site: Site,
  say: (line: string) => void,
  report: (line: string) => void,
): Promise<{ stop(): Promise<void> }> {
  let day = '';
  let cancel = (): void => undefined;
  const write = async (): Promise<void> => {
    try {
      const line = await diaryLine(site);
      day = dateOf(site.clock.now());
      say(line);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      report(`the audit fingerprint cannot be read: ${text.split('\n', 1)[0] ?? text}`);
    }
  };
  const look = (): void => {
    cancel = site.clock.after(LOOK_MS, () => {
      const next = dateOf(site.clock.now()) === day ? Promise.resolve() : write();
      inBackground(next.then(look));
    });
  };
  await write();
  look();
  return {
    async stop() {
      cancel();
      // A database that no longer answers does not hold up the end.
      await Promise.race([write(), new Promise<void>((resolve) => site.clock.after(LAST_WORD_MS, resolve))]);
    },
  };
}
