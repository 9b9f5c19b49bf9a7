import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ToTerminal, toTerminalSchema } from '../../../shared/view/channel.ts';
import type { Intent } from '../../../shared/view/intents.ts';
import type { KioskView } from '../../../shared/view/view.ts';

/** The policy the real host sends; a screen that needs more must fail here. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; " +
  "font-src 'self'; media-src 'self' blob:; worker-src 'self'; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types songbai";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the built screen and one channel. Says what it is told to say and remembers what it hears. */
export class FakeTerminal {
  readonly heard: ToTerminal[] = [];
  readonly tokens: (string | null)[] = [];
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #waiting: readonly { test: (message: ToTerminal) => boolean; resolve: () => void }[] = [];
  #view: KioskView | undefined;
  #page = 1;
  /** While false, a connection is refused as by a terminal that has gone. */
  answering = true;

  private constructor(server: Server) {
    this.#server = server;
    server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (!this.answering || url.pathname !== '/channel') {
        socket.destroy();
        return;
      }
      this.tokens.push(url.searchParams.get('token'));
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
    });
  }

  static async start(folder: string): Promise<FakeTerminal> {
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      const file = path === '/' ? '/index.html' : path === '/dock' ? '/dock.html' : path;
      void readFile(join(folder, file))
        .catch(() => undefined)
        .then((body) => {
          response.writeHead(body === undefined ? 404 : 200, {
            'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
            'content-security-policy': POLICY,
          });
          return response.end(body);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeTerminal(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Sends a view now and to whoever connects later. */
  show(view: KioskView): void {
    this.#view = view;
    for (const client of this.#sockets.clients) client.send(JSON.stringify({ type: 'view', view }));
  }

  /** Shows a view as the next page; resolves with its number once the screen has painted it. */
  async turnTo(view: KioskView): Promise<number> {
    this.#page += 1;
    const page = this.#page;
    const painted = this.hears((m) => m.type === 'painted' && m.page === page);
    this.show({ ...view, page });
    await painted;
    return page;
  }

  sayRaw(text: string): void {
    for (const client of this.#sockets.clients) client.send(text);
  }

  hangUp(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  /** What the browser host does to the screen before when a new one connects. */
  takeOver(): void {
    for (const client of this.#sockets.clients) client.close(1000, 'another screen took over');
  }

  intents(): Intent[] {
    return this.heard.flatMap((message) => (message.type === 'intent' ? [message.intent] : []));
  }

  /** Resolves once such a message has been heard, from now on. */
  hears(test: (message: ToTerminal) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { test, resolve }];
    });
  }

  async stop(): Promise<void> {
    this.hangUp();
    this.#sockets.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #welcome(client: WebSocket): void {
    if (this.#view !== undefined) client.send(JSON.stringify({ type: 'view', view: this.#view }));
    client.on('message', (data) => {
      const message = toTerminalSchema.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
      this.heard.push(message);
      const met = this.#waiting.filter((waiting) => waiting.test(message));
      this.#waiting = this.#waiting.filter((waiting) => !met.includes(waiting));
      for (const waiting of met) waiting.resolve();
    });
  }
}
