import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `npm ci` wants a lock entry for every optional dependency, also for the binaries of other platforms.
 * A registry mirror that carries only some platforms makes `npm install` leave the others out, and the
 * lock is then refused everywhere. This puts them back: name, version and platform; never a download here.
 */
interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
export interface Lock {
  packages: Record<string, Entry>;
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** Optional dependencies without an entry, as [path in the lock, entry to add]. */
export function missingFromLock(lock: Lock): [string, Entry][] {
  const missing: [string, Entry][] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolveFrom(lock, path, name) !== undefined) continue;
      const words = name.toLowerCase().split(/[/@_-]+/);
      const os = SYSTEMS.filter((system) => words.includes(system));
      const cpu = PROCESSORS.filter((processor) => words.includes(processor)).slice(0, 1);
      const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
      missing.push([
        `node_modules/${name}`,
        {
          version,
          ...(cpu.length === 0 ? {} : { cpu }),
          ...(entry.dev === true ? { dev: true } : {}),
          ...(libc.length === 0 ? {} : { libc }),
          optional: true,
          ...(os.length === 0 ? {} : { os }),
        },
      ]);
    }
  }
  return missing;
}

/** Node's lookup: beside the package, then in every folder above it. */
function resolveFrom(lock: Lock, path: string, name: string): Entry | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const entry = lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (entry !== undefined || folder === '') return entry;
    if (!folder.includes('/node_modules/')) return lock.packages[`node_modules/${name}`];
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const missing = missingFromLock(lock);
  for (const [path, entry] of missing) lock.packages[path] = entry;
  const { '': root, ...rest } = lock.packages;
  const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  lock.packages = { ...(root === undefined ? {} : { '': root }), ...sorted };
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`completed the lock with ${missing.length} packages of other platforms\n`);
}
