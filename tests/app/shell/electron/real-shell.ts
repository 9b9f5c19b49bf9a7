import type { ElectronApplication, Page } from 'playwright-core';
import { _electron } from 'playwright-core';
import type { LiveShell } from '../contract.ts';

/** The contract's view of a real Electron, through Playwright. */
export async function realShell(binary: string, args: readonly string[]): Promise<LiveShell> {
  const app: ElectronApplication = await _electron.launch({ executablePath: binary, args: [...args] });
  let page: Page = await app.firstWindow();
  await page.locator('[data-screen]').waitFor({ timeout: 60_000 });

  const current = async (): Promise<Page> => {
    page = app.windows().at(-1) ?? page;
    return page;
  };
  return {
    windowCount: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    url: async () => (await current()).url(),
    screen: async () =>
      (await (await current()).locator('[data-screen]').first().getAttribute('data-screen')) ?? undefined,
    verbs: async () => (await current()).evaluate('Object.keys(window.songbai)'),
    hasNode: async () =>
      (await current()).evaluate('typeof require !== "undefined" || typeof process !== "undefined"'),
    fetch: async (url) =>
      (await current()).evaluate(`fetch(${JSON.stringify(url)}).then((answer) => answer.status, () => 0)`),
    async navigate(url) {
      await (await current())
        .evaluate(`void (location.href = ${JSON.stringify(url)})`)
        .catch(() => undefined);
    },
    open: async (url) => (await current()).evaluate(`window.open(${JSON.stringify(url)}) !== null`),
    camera: async () =>
      (await current()).evaluate(
        'navigator.mediaDevices.getUserMedia({ video: true }).then(() => true, () => false)',
      ),
    persistent: () =>
      app.evaluate(({ BrowserWindow }) =>
        Boolean(BrowserWindow.getAllWindows()[0]?.webContents.session.isPersistent()),
      ),
    async mark() {
      await (await current()).evaluate('window.mark = true; localStorage.setItem("mark", "1")');
    },
    marked: async () =>
      (await current()).evaluate('window.mark === true || localStorage.getItem("mark") !== null'),
    async crash() {
      await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      );
    },
    async hang() {
      // Never answered, so never awaited.
      void (await current()).evaluate('for (;;) {}').catch(() => undefined);
    },
    async untilFresh() {
      for (let tried = 0; tried < 120; tried += 1) {
        await new Promise((resolve) => {
          setTimeout(resolve, 500);
        });
        const fresh = await Promise.race([
          current().then((shown) =>
            shown.evaluate('window.mark !== true && document.querySelector("[data-screen]") !== null'),
          ),
          new Promise<boolean>((resolve) => {
            setTimeout(() => resolve(false), 2_000);
          }),
        ]).catch(() => false);
        if (fresh === true) return;
      }
      throw new Error('no fresh page within a minute');
    },
    close: () => app.close(),
  };
}
