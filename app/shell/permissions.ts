import { isOurs } from '../terminal/host/app-scheme.ts';

/**
 * Whether a page may use a browser power. One row is a yes: the camera's picture, for our own top page,
 * while the terminal is capturing. Everything else, known to Chromium today or added later, is a no.
 */
export function mayUse(
  permission: string,
  request: { readonly url: string; readonly mainFrame: boolean; readonly media: readonly string[] },
  capturing: boolean,
): boolean {
  return (
    permission === 'media' &&
    capturing &&
    request.mainFrame &&
    isOurs(request.url) &&
    request.media.length > 0 &&
    request.media.every((kind) => kind === 'video')
  );
}
