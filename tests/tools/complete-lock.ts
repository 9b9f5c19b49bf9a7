import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Program } from '../../app/cli/command.ts';
import { command } from '../../app/cli/command.ts';
import { main } from '../../app/cli/run.ts';

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
      const exact = version.replace(/^[\^~=]/, '');
      const place = placeFor(lock, path, name, exact);
      if (place === undefined) continue;
      const words = name.toLowerCase().split(/[/@_-]+/);
      const os = SYSTEMS.filter((system) => words.includes(system));
      const cpu = PROCESSORS.filter((processor) => words.includes(processor)).slice(0, 1);
      const libc = words.some((word) => word.startsWith('musl'))
        ? ['musl']
        : words.some((word) => word.startsWith('gnu'))
          ? ['glibc']
          : [];
      // A helper for any platform is no binary; if it is missing, something else is wrong.
      if (os.length === 0 && cpu.length === 0) continue;
      missing.push([
        place,
        {
          version: exact,
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

/** Where the entry has to lie for Node to find this version from `path`; `undefined` if it finds it already. */
function placeFor(lock: Lock, path: string, name: string, version: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const present = lock.packages[place];
    if (present?.version === version) return undefined;
    if (present !== undefined) return `${path}/node_modules/${name}`;
    if (folder === '') return place;
  }
}

const run = command({
  effect: 'changes',
  args: {},
  options: {},
  examples: [''],
  async run(_, { out }) {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
    const before = Object.keys(lock.packages).length;
    // One after another: where the first of two versions lies decides where the second must.
    for (let next = missingFromLock(lock)[0]; next !== undefined; next = missingFromLock(lock)[0]) {
      lock.packages[next[0]] = next[1];
    }
    const { '': root, ...rest } = lock.packages;
    const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    lock.packages = { ...(root === undefined ? {} : { '': root }), ...sorted };
    writeFileSync('package-lock.json.new', `${JSON.stringify(lock, null, 2)}\n`);
    renameSync('package-lock.json.new', 'package-lock.json');
    out(`completed the lock with ${Object.keys(lock.packages).length - before} packages of other platforms`);
    return 0;
  },
});

export const completeLock: Program = {
  name: 'complete-lock',
  typed: 'node tests/tools/complete-lock.ts',
  about: 'Puts the optional packages of other platforms back into package-lock.json.',
  load: async () => run,
};

if (import.meta.main) await main(completeLock);
