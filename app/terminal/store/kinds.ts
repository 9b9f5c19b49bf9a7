import * as z from 'zod';
import type { AuditDetails } from '../../../shared/audit/chain.ts';
import { certificationSchema } from '../../../shared/records/certification.ts';
import type { RecordBody, RecordedAnswer, RecordKind, RecordKinds } from '../../../shared/records/kind.ts';
import type { AnswerOf, BodyOf, KindName } from '../../../shared/records/kinds.ts';
import { KINDS } from '../../../shared/records/kinds.ts';

/** What stands of a record in a table of its kind: there is a reason to ask for it without reading the record. */
export interface OwnTable<Body extends RecordBody = RecordBody> {
  readonly table: string;
  /** Beside `id`, which is the record's. */
  readonly columns: readonly string[];
  /** In the order of `columns`. */
  values(body: Body): readonly (string | number)[];
  /** `[id, …columns]` of a row that was read out of a damaged file. */
  readonly row: z.ZodType<readonly [number, ...(string | number)[]]>;
}

/** What the terminal does with one kind of record. */
export interface TerminalKind<
  Body extends RecordBody = RecordBody,
  Answer extends RecordedAnswer = RecordedAnswer,
> {
  readonly shared: RecordKind<Body, Answer>;
  /** Audit event of its commit. */
  readonly event: string;
  /** What is kept of the county's answer, in the store and in the audit log; never personal data. */
  kept(answer: Answer): AuditDetails;
  readonly own?: OwnTable<Body>;
}

export type TerminalKinds = Readonly<Record<string, TerminalKind>>;

/** 终端业务记录种类: one line for each kind of `KINDS`; one that is missing does not compile. */
export const TERMINAL_KINDS: { readonly [K in KindName]: TerminalKind<BodyOf<K>, AnswerOf<K>> } = {
  certification: {
    shared: KINDS.certification,
    event: 'certified',
    kept: ({ decision, reason, validThrough, resumptionProposed }) => ({
      decision,
      reason: reason ?? '',
      validThrough: validThrough ?? '',
      resumptionProposed,
    }),
    own: {
      table: 'certifications',
      columns: ['method', 'valid_through'],
      values: ({ method, validThrough }) => [method, validThrough],
      row: z.tuple([
        z.int().min(1),
        certificationSchema.shape.method,
        certificationSchema.shape.validThrough,
      ]),
    },
  },
};

/** What belongs into the table of its kind, by the text of a record; `undefined` of one that is none. */
export function ownValues(
  { shared, own }: TerminalKind,
  text: string | null,
): readonly (string | number)[] | undefined {
  const body = bodyOf(text);
  const parsed = shared.body.safeParse(body).data;
  return parsed === undefined ? undefined : own?.values(parsed);
}

function bodyOf(text: string | null): unknown {
  try {
    const record: unknown = JSON.parse(text ?? 'null');
    return typeof record === 'object' && record !== null && 'body' in record ? record.body : undefined;
  } catch {
    return undefined;
  }
}

/** What terminal and county share of them. */
export function sharedKinds(kinds: TerminalKinds): RecordKinds {
  return Object.fromEntries(Object.entries(kinds).map(([name, { shared }]) => [name, shared]));
}

/** The number that a row of the audit log names, whatever kind it tells of. */
export function numberIn(details: Readonly<Record<string, unknown>>): unknown {
  return details['certificateNo'] ?? details['number'];
}
