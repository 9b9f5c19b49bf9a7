import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

/**
 * Two pages: the kiosk and, for the demo, its dock. Made for a policy of `script-src 'self'`,
 * `style-src 'self'`, trusted types on: nothing inline, nothing evaluated, fonts as files of their own.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  logLevel: 'warn',
  plugins: [preact()],
  build: {
    outDir: `${import.meta.dirname}/../../dist/screen`,
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        dock: `${import.meta.dirname}/dock.html`,
      },
    },
  },
});
