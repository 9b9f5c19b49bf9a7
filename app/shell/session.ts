import type { Session } from 'electron';
import { mayFetch } from '../terminal/host/app-scheme.ts';
import { mayUse } from './permissions.ts';

/**
 * Default deny for all that a page can ask of the browser around it. `capturing` is the terminal's word.
 * @param onDenied an honest page may run into it (a late camera request).
 * @param onBreach an honest page never does it.
 */
export function lockSession(
  session: Session,
  capturing: () => boolean,
  onDenied: (what: string, cause: string) => void,
  onBreach: (what: string) => void,
): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const page = { url: details.requestingUrl, mainFrame: details.isMainFrame };
    const allowed = mayUse(permission, { ...page, media }, capturing());
    if (!allowed) onDenied(permission, 'permission');
    callback(allowed);
  });
  // Chromium also checks silently and often, so a refused check is no event of its own.
  session.setPermissionCheckHandler((_contents, permission, url, { mediaType, isMainFrame }) => {
    const media = mediaType === undefined ? [] : [mediaType];
    return mayUse(permission, { url, mainFrame: isMainFrame, media }, capturing());
  });
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  // -2: refused. There is no TLS peer that this page should talk to.
  session.setCertificateVerifyProc((_request, callback) => callback(-2));
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const cancel = !mayFetch(url);
    if (cancel) onDenied('request', 'network');
    callback({ cancel });
  });
  session.on('will-download', (event) => {
    event.preventDefault();
    onBreach('download');
  });
  session.on('file-system-access-restricted', (_event, _details, callback) => callback('deny'));
  session.setSpellCheckerEnabled(false);
}
