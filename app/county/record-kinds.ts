import type { AnswerOf, BodyOf, KindName } from '../../shared/records/kinds.ts';
import { certificationHandler } from './certifications/handler.ts';
import type { RecordHandler } from './records/handler.ts';

/** 县级业务记录登记: who in the county takes which kind of record; one that is missing does not compile. */
export const RECORD_HANDLERS: { readonly [K in KindName]: RecordHandler<BodyOf<K>, AnswerOf<K>> } = {
  certification: certificationHandler,
};
