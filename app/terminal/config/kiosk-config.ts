import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { devicesSchema, DRIVERS } from '../../../devices/registry/sections.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { hasHalfCharacter } from '../../../shared/protocol/text.ts';

/**
 * kiosk.json: what stands in the hall and whom it reports to. Unknown keys are refused, so that a
 * misspelt one is never silently a default.
 */
const countyUrl = z.url({ protocol: /^https?$/ }).superRefine((url, context) => {
  const parsed = new URL(url);
  if (parsed.protocol === 'http:' && !isLoopback(parsed.hostname)) {
    context.addIssue({
      code: 'custom',
      message: 'http: is for this machine only; use https: for a county elsewhere',
    });
  }
});

const kioskConfigSchema = z.strictObject({
  terminal: z.strictObject({ name: z.string().min(1).max(60), dataDir: z.string().min(1) }),
  county: z.strictObject({
    url: countyUrl,
    enrolmentCode: z.string().min(1).optional(),
    caFile: z.string().min(1).optional(),
  }),
  devices: devicesSchema.default({}),
});

export type KioskConfig = z.infer<typeof kioskConfigSchema>;

/** Sections that the file format knows and this version cannot drive. */
const LATER_DEVICES = new Set(['socialCard', 'scanner', 'documentPrinter']);

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Relative paths in the file are meant from where the file lies. */
export function readKioskConfig(file: string): Result<KioskConfig, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return err(`${file}: cannot be read; give the path of a kiosk.json with --config`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return err(
      `${file}: not JSON (${error instanceof Error ? error.message : 'unreadable'}); check commas and quotes`,
    );
  }
  // It would fail only where it is signed or printed, with somebody in front of the machine.
  if (hasHalfCharacter(json))
    return err(`${file}: holds half a character (a \\ud800 without its other half); write the text anew`);
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

/** The first thing wrong, as: which key, what is the matter, what to write instead. */
function describeIssue(error: z.ZodError, json: unknown): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not a kiosk configuration';
  const key = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    const device =
      issue.path[0] === 'devices' ? issue.keys.find((unknown) => LATER_DEVICES.has(unknown)) : undefined;
    if (device !== undefined)
      return `devices.${device}: this version has no driver for it; remove the section`;
    const name = issue.keys.map((unknown) => [...issue.path, unknown].join('.')).join(', ');
    return `unknown key ${name}; remove it or correct its spelling`;
  }
  if (issue.code === 'invalid_union') {
    const options = unionOptions(issue);
    const given = JSON.stringify(valueAt(json, issue.path));
    return `${key}: ${given ?? 'nothing'} is not known${options === '' ? '' : `; use one of ${options}`}`;
  }
  if (issue.code === 'invalid_type' && valueAt(json, issue.path) === undefined)
    return `${key} is missing; add it`;
  return `${key}: ${issue.message}`;
}

function unionOptions(issue: { readonly path: readonly PropertyKey[] }): string {
  return DRIVERS[String(issue.path[1])] ?? '';
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
