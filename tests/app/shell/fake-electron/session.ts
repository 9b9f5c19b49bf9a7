import { EventEmitter } from 'node:events';

type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

/** A session as Electron has it before anybody locks it: everything is allowed. */
export class FakeSession extends EventEmitter {
  readonly partition: string;
  requestHandler: RequestHandler | undefined;
  checkHandler: CheckHandler | undefined;
  deviceHandler: (() => boolean) | undefined;
  pairing: ((details: object, callback: (answer: { confirmed: boolean }) => void) => void) | undefined;
  displayMedia: ((request: object, callback: (streams: unknown) => void) => void) | undefined;
  certificates: ((request: object, callback: (result: number) => void) => void) | undefined;
  spellChecker = true;
  storageCleared = 0;
  cacheCleared = 0;
  #schemes = new Map<string, (request: { url: string; method: string }) => Promise<Response>>();
  #filter: ((details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void) | undefined;

  constructor(partition: string) {
    super();
    this.partition = partition;
  }

  readonly protocol = {
    handle: (scheme: string, handler: (request: { url: string; method: string }) => Promise<Response>) => {
      if (this.#schemes.has(scheme)) throw new Error(`The scheme ${scheme} has been registered`);
      this.#schemes.set(scheme, handler);
    },
  };

  readonly webRequest = {
    onBeforeRequest: (
      filter: (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void,
    ) => {
      this.#filter = filter;
    },
  };

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.deviceHandler = handler;
  }
  setBluetoothPairingHandler(handler: FakeSession['pairing']): void {
    this.pairing = handler;
  }
  setDisplayMediaRequestHandler(handler: FakeSession['displayMedia']): void {
    this.displayMedia = handler;
  }
  setCertificateVerifyProc(handler: FakeSession['certificates']): void {
    this.certificates = handler;
  }
  setSpellCheckerEnabled(on: boolean): void {
    this.spellChecker = on;
  }
  async clearStorageData(): Promise<void> {
    this.storageCleared += 1;
  }
  async clearCache(): Promise<void> {
    this.cacheCleared += 1;
  }

  /** One request of the page: through the filter, then to the scheme. Status 0: it never left the page. */
  async request(url: string, method: string): Promise<{ status: number; response?: Response }> {
    const cancelled = await new Promise<boolean>((resolve) => {
      if (this.#filter === undefined) resolve(false);
      else this.#filter({ url }, ({ cancel }) => resolve(cancel));
    });
    if (cancelled) return { status: 0 };
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    const handler = this.#schemes.get(new URL(url).protocol.slice(0, -1));
    // Whatever is not ours reaches the network.
    if (handler === undefined) return { status: 200 };
    const response = await handler({ url, method });
    return { status: response.status, response };
  }

  /** What `getUserMedia` and its kin do: a check, and a request when the check is refused. */
  async permitted(permission: string, url: string, mediaTypes: string[], mainFrame = true): Promise<boolean> {
    const details = { requestingUrl: url, isMainFrame: mainFrame, mediaTypes };
    return new Promise((resolve) => {
      if (this.requestHandler === undefined) resolve(true);
      else this.requestHandler({}, permission, resolve, details);
    });
  }
}
