/** The screens of 资格认证, which come as one file of their own. */
export { alreadyCertified } from './already-certified.tsx';
export { capture } from './capture.tsx';
export { consent } from './consent.tsx';
export { fallback } from './fallback.tsx';
export { result } from './result.tsx';
