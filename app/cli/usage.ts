import type { Command, Group } from './command.ts';
import type { Parameter, Parameters } from './parameter.ts';

/** `acceptDamaged` → `--accept-damaged`. */
export function optionName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `import persons FILE.csv --db ADDRESS [--accept-damaged]`. */
export function usageOf(path: readonly string[], { args, options }: Command): string {
  const needed = Object.entries(options).sort(([, a], [, b]) => rank(a) - rank(b));
  return [
    ...path,
    ...Object.values(args).map(argumentShape),
    ...needed.map(([key, option]) => optionShape(key, option)),
  ].join(' ');
}

/** `review list|accept|refuse …`. */
export function usageOfGroup(path: readonly string[], { verbs }: Group): string {
  return [...path, Object.keys(verbs).join('|'), '…'].join(' ');
}

/** `[DIR …]`. */
function argumentShape({ presence, value }: Parameter<unknown>): string {
  const shape = value?.shape ?? '';
  if (presence === 'repeated') return `[${shape} …]`;
  return presence === 'required' ? shape : `[${shape}]`;
}

function optionShape(key: string, { presence, value }: Parameter<unknown>): string {
  const name = value === undefined ? optionName(key) : `${optionName(key)} ${value.shape}`;
  if (presence === 'required') return name;
  return presence === 'repeated' ? `[${name} …]` : `[${name}]`;
}

function rank({ presence }: Parameter<unknown>): number {
  return presence === 'required' ? 0 : 1;
}

/** What help says of one, with what counts when it is left out. */
export function aboutWithDefault({ about, presence, unsaid }: Parameter<unknown>): string {
  if (unsaid !== undefined) return `${about} (default: ${unsaid})`;
  if (presence === 'required') return `${about} (required)`;
  return presence === 'repeated' ? `${about} (as often as needed)` : about;
}

/** How many words may stand behind a command. */
export function mostWords(args: Parameters): number {
  const all = Object.values(args);
  return all.at(-1)?.presence === 'repeated' ? Number.POSITIVE_INFINITY : all.length;
}

/** `list, accept or refuse`. */
export function orList(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
