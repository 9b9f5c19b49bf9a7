import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { RecordHandlers } from '../records/handler.ts';
import type { Coverage } from '../../../shared/documents/glyphs/coverage.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Rates } from './limits.ts';
import type { Patience } from './patience.ts';

/** What the service and its routes work with. */
export interface ServerOptions {
  readonly store: CountyStore;
  readonly book: PolicyBook;
  /** Records marked `demo` take full effect. */
  readonly demoAllowed: boolean;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** One line without personal data about a failure of ours. */
  readonly report: (line: string) => void;
  /** Kinds of records that are taken, and who takes them. */
  readonly handlers: RecordHandlers;
  /** Which characters the faces of this release draw. */
  readonly coverage?: Coverage | undefined;
  /** Others than usual, for tests. */
  readonly rates?: Partial<Rates>;
  readonly patience?: Partial<Patience>;
}
