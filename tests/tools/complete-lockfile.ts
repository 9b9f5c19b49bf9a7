import { readFileSync, writeFileSync } from 'node:fs';

/**
 * A registry mirror may lack packages for other platforms. `npm install` then leaves them out of the
 * lockfile and `npm ci` refuses that very lockfile. This adds the missing optional entries (version,
 * system and processor, as their parents name them), so that `npm ci` skips them here and installs them
 * where they belong. Run it after every `npm install`: `node tests/tools/complete-lockfile.ts`
 */
interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  license?: string;
  optionalDependencies?: Record<string, string>;
}
const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const exact = version.replace(/^[\^~=]/, '');
    const place = placeFor(path, name, exact);
    if (place === undefined) continue;
    const words = name.split(/[/-]/);
    const os = SYSTEMS.filter((system) => words.includes(system));
    const cpu = PROCESSORS.filter((processor) => words.includes(processor));
    if (os.length === 0 && cpu.length === 0) continue;
    lock.packages[place] = {
      version: exact,
      ...(cpu.length === 0 ? {} : { cpu }),
      ...(words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {}),
      ...(entry.dev === true ? { dev: true } : {}),
      optional: true,
      ...(os.length === 0 ? {} : { os }),
    };
    added += 1;
  }
}

/** Where the entry has to be put for Node to find this version from `path`; nowhere if it finds it already. */
function placeFor(path: string, name: string, version: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const present = lock.packages[place];
    if (present?.version === version) return undefined;
    if (present !== undefined) return `${path}/node_modules/${name}`;
    if (folder === '') return place;
  }
}

const [root, ...rest] = Object.entries(lock.packages);
if (root === undefined) throw new Error('package-lock.json has no packages');
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`added ${added} optional packages of other platforms\n`);
