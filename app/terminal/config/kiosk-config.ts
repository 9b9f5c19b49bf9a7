import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { devicesSchema } from '../../../devices/registry/sections.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { halfCharacterAt } from '../../../shared/protocol/text.ts';
import { describeIssue } from './describe-issue.ts';

/**
 * kiosk.json: what stands in the hall and whom it reports to. Unknown keys are refused, so that a
 * misspelt one is never silently a default.
 */
const countyUrl = z.string().superRefine((text, context) => {
  const message = urlFault(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What is wrong with the county's address, and what to write; it never repeats a password. */
function urlFault(text: string): string | undefined {
  const example = 'write e.g. "https://county.example:7320"';
  const url = /[\s\p{Cc}]/u.test(text) ? null : URL.parse(text);
  if (url === null || url.hostname === '') return `this is no address; ${example}`;
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `only https: (and http: on this machine) is spoken; ${example}`;
  if (url.username !== '' || url.password !== '')
    return `a name or password has no place in it, the terminal signs with its own key; ${example}`;
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]$/.test(text))
    return `nothing may follow the port: remove path, ? and #; ${example}`;
  if (url.port === '0') return `port 0 is none; ${example}`;
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'http: is for this machine only; use https: for a county elsewhere';
  return undefined;
}

/** Something, and nothing that a screen, a paper or a file system would stumble over. */
const plainText = z.string().regex(/^(?=.*\S)[^\p{Cc}\p{Cs}]+$/u);

const kioskConfigSchema = z.strictObject({
  terminal: z.strictObject({ name: plainText.max(60), dataDir: plainText }),
  county: z.strictObject({
    url: countyUrl,
    enrolmentCode: plainText.max(60).optional(),
    caFile: plainText.optional(),
  }),
  devices: devicesSchema.default({}),
});

export type KioskConfig = z.infer<typeof kioskConfigSchema>;

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Relative paths in the file are meant from where the file lies. */
export function readKioskConfig(file: string): Result<KioskConfig, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return err(`${file}: cannot be read; give the path of a kiosk.json with --config`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err(`${file}: not JSON ${placeOf(error, text)}; check commas, quotes and brackets there`);
  }
  // It would fail only where it is signed or printed, with somebody in front of the machine.
  const half = halfCharacterAt(json);
  if (half !== undefined)
    return err(
      `${file}: ${half || 'the file'} holds half a character (a \\ud800 without its other half); write it anew`,
    );
  const parsed = kioskConfigSchema.safeParse(json);
  if (!parsed.success) return err(`${file}: ${describeIssue(parsed.error, json)}`);
  const base = dirname(resolve(file));
  const { terminal, county } = parsed.data;
  return ok({
    ...parsed.data,
    terminal: { ...terminal, dataDir: resolve(base, terminal.dataDir) },
    county: county.caFile === undefined ? county : { ...county, caFile: resolve(base, county.caFile) },
  });
}

/** Where reading stopped. The parser's own words repeat what stands there, a code perhaps. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : '';
  if (message.includes('end of JSON')) return 'at its end';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return 'at its beginning';
  const lines = text.slice(0, Number(position)).split('\n');
  return `at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
