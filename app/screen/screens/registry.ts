import type { ScreenName } from '../../../shared/view/view.ts';
import type { Screen } from './screen.ts';
import { confirmIdentity } from './visit/confirm-identity.tsx';
import { enterNumber } from './visit/enter-number.tsx';
import { home } from './visit/home.tsx';
import { identify } from './visit/identify.tsx';
import { outOfService } from './visit/out-of-service.tsx';
import { stillHere } from './visit/still-here.tsx';
import { working } from './visit/working.tsx';

/** A screen in a file that is fetched when it is needed, or before. Rejects when the file cannot be read. */
export interface Later<K extends ScreenName> {
  fetch(): Promise<Screen<K>>;
}

/** Every screen. Those of a visit are here from the first; a service's come in one file a service. */
export type Registry = { readonly [K in ScreenName]: Screen<K> | Later<K> };

const certify = () => import('./certify/certify.ts');

export const REGISTRY: Registry = {
  home,
  identify,
  'enter-number': enterNumber,
  'confirm-identity': confirmIdentity,
  working,
  'still-here': stillHere,
  'out-of-service': outOfService,
  'already-certified': { fetch: async () => (await certify()).alreadyCertified },
  consent: { fetch: async () => (await certify()).consent },
  capture: { fetch: async () => (await certify()).capture },
  fallback: { fetch: async () => (await certify()).fallback },
  result: { fetch: async () => (await certify()).result },
};
