import type * as z from 'zod';
import { DRIVERS, SECTION_HINTS } from '../../../devices/registry/sections.ts';

/** What to write for each key. */
const HINTS: Readonly<Record<string, string>> = {
  '': 'an object with terminal and county in it',
  terminal: 'an object with name and dataDir in it',
  'terminal.name': 'the name of this machine, 1 to 60 characters, e.g. "县社保大厅 1 号机"',
  'terminal.dataDir': 'the path of a folder, e.g. "./data"',
  county: 'an object with url in it',
  'county.url': 'the county\'s address, e.g. "https://county.example:7320"',
  'county.enrolmentCode': 'the code that the county gave, e.g. "ABCD-EFGH-JKLM", or leave it out',
  'county.caFile': 'the path of a PEM file, or leave it out',
  devices: 'an object with a section for each device, or leave it out',
};

/** Sections that the file format knows and this version cannot drive. */
const LATER_DEVICES = new Set(['socialCard', 'scanner', 'documentPrinter']);

/** Values that a message must not repeat: a code is a secret, and an address may hold a password. */
const SECRET = new Set(['county.enrolmentCode', 'county.url']);

/** The first thing wrong, as: which key, what is the matter, what to write instead. Never a parser's own words. */
export function describeIssue(error: z.ZodError, json: unknown): string {
  const issue = error.issues[0];
  if (issue === undefined) return `this is no kiosk configuration; write ${HINTS['']}`;
  const name = issue.path.join('.');
  const key = name === '' ? 'the file' : name;
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.path, issue.keys);
  if (issue.code === 'custom') return `${key}: ${issue.message}`;
  const given = valueAt(json, issue.path);
  if (given === undefined) return `${key} is missing; add ${hintFor(issue.path)}`;
  const shown = SECRET.has(name) ? 'this' : shorten(given);
  if (issue.code === 'invalid_union' && 'discriminator' in issue)
    return `${key}: ${shown} is not known; use one of ${DRIVERS[String(issue.path[1])] ?? ''}`;
  return `${key}: ${shown} cannot be; write ${hintFor(issue.path)}`;
}

function unknownKeys(path: readonly PropertyKey[], keys: readonly string[]): string {
  const device =
    path[0] === 'devices' && path.length === 1 ? keys.find((one) => LATER_DEVICES.has(one)) : undefined;
  if (device !== undefined) return `devices.${device}: this version has no driver for it; remove the section`;
  const names = keys.map((one) => shortName([...path, one].join('.'))).join(', ');
  return `unknown key ${names}; remove it or correct its spelling`;
}

function hintFor(path: readonly PropertyKey[]): string {
  const known = HINTS[path.join('.')];
  if (known !== undefined) return known;
  const section = String(path[1]);
  const drivers = DRIVERS[section] ?? '';
  if (path.length === 2)
    return `an object with ${section === 'face' ? 'engine' : 'driver'} in it: ${drivers}`;
  return SECTION_HINTS[String(path[2])] ?? `one of ${drivers}`;
}

const SHOWN = 40;

function shorten(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return shortName(JSON.stringify(value));
}

function shortName(text: string): string {
  // One line on a terminal, whatever stands in the file.
  const plain = text.replaceAll(/\p{Cc}|\p{Cs}/gu, '?');
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
