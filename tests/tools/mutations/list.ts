import type { Mutation } from './mutation.ts';
import { PAGE } from './page.ts';
import { REQUESTS } from './requests.ts';

/** All protections of the shell, taken away one at a time. */
export const MUTATIONS: readonly Mutation[] = [...PAGE, ...REQUESTS];
