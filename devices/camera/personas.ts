import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { Persona } from './persona.ts';
import { parsePersona } from './persona.ts';

/** All personas of a folder (assets/demo/personas) by name; the error names file and key. */
export function readPersonas(folder: string): Result<ReadonlyMap<string, Persona>, string> {
  const personas = new Map<string, Persona>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const parsed = readPersona(join(folder, file));
    if (!parsed.ok) return err(`${file}: ${parsed.error}`);
    personas.set(parsed.value.name, parsed.value);
  }
  return ok(personas);
}

function readPersona(file: string): Result<Persona, string> {
  try {
    return parsePersona(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
