import { createHash } from 'node:crypto';
import { bootShell } from '../../../../app/shell/boot.ts';
import type { Manifest } from '../../../../app/terminal/host/app-scheme.ts';
import { assetServer } from '../../../../app/terminal/host/app-scheme.ts';
import type { PortHost } from '../../../../app/terminal/host/port-host.ts';
import { openPortHost } from '../../../../app/terminal/host/port-host.ts';
import { FakeElectron } from '../fake-electron/electron.ts';
import { settle } from '../fake-electron/ports.ts';
import { fakeClock } from './fake-clock.ts';
import type { TestKiosk } from './test-kiosk.ts';
import { testKiosk } from './test-kiosk.ts';

export const files = new Map([
  ['/index.html', Buffer.from('<!doctype html><html data-screen="home"></html>')],
  ['/assets/index.js', Buffer.from('export {};')],
]);

export const manifest: Manifest = new Map(
  [...files].map(([path, body]) => [
    path,
    {
      sha256: createHash('sha256').update(body).digest('hex'),
      mime: path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8',
    },
  ]),
);

export interface Booted {
  readonly fake: FakeElectron;
  readonly clock: ReturnType<typeof fakeClock>;
  /** The kiosk in the newest terminal process. */
  kiosk(): TestKiosk;
  host(): PortHost;
  /** What the terminal heard that the shell had refused. */
  readonly refusals: { what: string; cause: string }[];
  /** Disk of the machine: change it to tamper. */
  readonly disk: Map<string, Buffer>;
}

/** The real boot code on the fake Electron, with the real port host in its utility process. */
export async function boot(
  options: { firstInstance?: boolean; before?: (fake: FakeElectron) => void } = {},
): Promise<Booted> {
  const clock = fakeClock();
  const kiosks: { kiosk: TestKiosk; host: PortHost }[] = [];
  const refusals: { what: string; cause: string }[] = [];
  const disk = new Map(files);
  const fake = new FakeElectron((parent) => {
    const kiosk = testKiosk();
    const host = openPortHost({
      parent,
      kiosk,
      clock,
      onRefusal: (what, cause) => refusals.push({ what, cause }),
    });
    kiosks.push({ kiosk, host });
  }, options.firstInstance);
  options.before?.(fake);
  const read = async (path: string): Promise<Buffer<ArrayBuffer>> => Buffer.from(disk.get(path) ?? '');
  await bootShell(fake.api, {
    preload: '/opt/songbai/dist/shell/preload.cjs',
    terminal: { path: '/opt/songbai/dist/terminal/utility.js', args: ['--config', 'kiosk.json'], env: {} },
    assets: (onTampered) => assetServer(manifest, read, onTampered),
    clock,
  });
  await settle();
  return {
    fake,
    clock,
    kiosk: () => kiosks.at(-1)!.kiosk,
    host: () => kiosks.at(-1)!.host,
    refusals,
    disk,
  };
}

/** The page that the person sees. */
export function page(booted: Booted): NonNullable<FakeElectron['contents']['page']> {
  return booted.fake.contents.page!;
}
