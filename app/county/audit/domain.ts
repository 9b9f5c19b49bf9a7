import { AUDIT_MIGRATIONS } from './migrations.ts';
import { AUDIT_TABLES } from './tables.ts';

/**
 * The chain itself, and the seals of all others' rows. The walk proves the one, each replay its part of the
 * other. `domain/` is made of chains and seals, so it is the registry that sees that this is a domain.
 */
export const audit = {
  name: 'audit',
  tables: AUDIT_TABLES,
  migrations: AUDIT_MIGRATIONS,
  replays: [],
  tells: ['personal-data-export-begun', 'personal-data-exported'],
} as const;
