import assert from 'node:assert/strict';

/** A running shell as somebody sees it who can look at its page and at its main process. */
export interface LiveShell {
  windowCount(): Promise<number>;
  /** Address of the page. */
  url(): Promise<string>;
  /** `data-screen` of the page, or what the terminal last told it to draw. */
  screen(): Promise<string | undefined>;
  /** Names of what the shell put into the page, and whether the page has any of Node. */
  verbs(): Promise<string[]>;
  hasNode(): Promise<boolean>;
  /** HTTP status of a request of the page; 0 when it never left the page. */
  fetch(url: string): Promise<number>;
  /** The page tries to go elsewhere. */
  navigate(url: string): Promise<void>;
  /** Whether `window.open` gave the page a window. */
  open(url: string): Promise<boolean>;
  /** Whether the page gets the camera now. */
  camera(): Promise<boolean>;
  persistent(): Promise<boolean>;
  /** Something that only this page knows; gone with it. */
  mark(): Promise<void>;
  marked(): Promise<boolean>;
  crash(): Promise<void>;
  hang(): Promise<void>;
  /** Until a page without the mark draws a screen. */
  untilFresh(): Promise<void>;
  close(): Promise<void>;
}

/** What holds for the fake and for Electron alike. */
export const CONTRACT: readonly { readonly name: string; run(shell: LiveShell): Promise<void> }[] = [
  {
    name: 'opens one window on the start page, joined to the terminal',
    async run(shell) {
      assert.equal(await shell.windowCount(), 1);
      assert.equal(await shell.url(), 'app://kiosk/index.html');
      assert.notEqual(await shell.screen(), undefined);
    },
  },
  {
    name: 'gives the page one verb and nothing of Node',
    async run(shell) {
      assert.deepEqual(await shell.verbs(), ['connect']);
      assert.equal(await shell.hasNode(), false);
    },
  },
  {
    name: 'serves the page’s files and nothing else',
    async run(shell) {
      assert.equal(await shell.fetch('app://kiosk/index.html'), 200);
      assert.equal(await shell.fetch('app://kiosk/package.json'), 404);
      assert.equal(await shell.fetch('app://kiosk/assets/..%2f..%2fpackage.json'), 404);
      for (const url of ['app://evil/index.html', 'https://example.org/', 'http://127.0.0.1:1/']) {
        assert.equal(await shell.fetch(url), 0, url);
      }
    },
  },
  {
    name: 'stays where it is, whatever the page tries, and begins afresh',
    async run(shell) {
      await shell.mark();
      await shell.navigate('https://example.org/');
      await shell.untilFresh();
      assert.equal(await shell.url(), 'app://kiosk/index.html');
      assert.equal(await shell.windowCount(), 1);
    },
  },
  {
    name: 'opens no second window',
    async run(shell) {
      await shell.mark();
      assert.equal(await shell.open('app://kiosk/index.html'), false);
      assert.equal(await shell.windowCount(), 1);
      await shell.untilFresh();
    },
  },
  {
    name: 'gives no camera on the start page',
    async run(shell) {
      assert.equal(await shell.camera(), false);
    },
  },
  {
    name: 'keeps its session in memory',
    async run(shell) {
      assert.equal(await shell.persistent(), false);
    },
  },
  {
    name: 'comes back clean after a crash of the page',
    async run(shell) {
      await shell.mark();
      await shell.crash();
      await shell.untilFresh();
      assert.equal(await shell.marked(), false);
      assert.equal(await shell.windowCount(), 1);
    },
  },
  {
    name: 'comes back clean after the page hung',
    async run(shell) {
      await shell.mark();
      await shell.hang();
      await shell.untilFresh();
      assert.equal(await shell.marked(), false);
    },
  },
];
