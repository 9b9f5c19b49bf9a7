import { describe, it } from 'vitest';
import type { LiveShell } from './contract.ts';
import { CONTRACT } from './contract.ts';
import { settle } from './fake-electron/ports.ts';
import { boot, page } from './support/booted.ts';

/** The contract on the fake; `npm run test:electron` runs the same one on Electron. */
async function fakeShell(): Promise<LiveShell> {
  const booted = await boot();
  const { contents, session } = booted.fake;
  return {
    windowCount: async () => booted.fake.windows.length,
    url: async () => page(booted).frame.url,
    screen: async () => page(booted).views.at(-1)?.screen,
    verbs: async () => Object.keys(page(booted).world['songbai'] as object),
    hasNode: async () => 'require' in page(booted).world || 'process' in page(booted).world,
    fetch: async (url) => (await session.request(url, 'GET')).status,
    navigate: async (url) => void contents.navigate(url),
    open: async (url) => contents.open(url),
    camera: () => session.permitted('media', 'app://kiosk/index.html', ['video']),
    persistent: async () => session.partition.startsWith('persist:'),
    mark: async () => void page(booted).storage.set('mark', '1'),
    marked: async () => page(booted).storage.has('mark'),
    crash: async () => contents.forcefullyCrashRenderer(),
    async hang() {
      page(booted).hung = true;
      // Time passes in which the page says nothing.
      for (let passed = 0; passed < 30_000; passed += 5_000) {
        booted.clock.advance(5_000);
        await settle();
      }
    },
    untilFresh: settle,
    close: async () => undefined,
  };
}

describe('the shell on the fake Electron', () => {
  it.each(CONTRACT)('$name', async ({ run }) => {
    const shell = await fakeShell();
    await run(shell);
    await shell.close();
  });
});
