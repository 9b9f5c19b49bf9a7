import type { Sentence } from './chinese.ts';

/** How a recorded certification stands, as far as sentences differ by it. */
export interface Standing {
  /** accepted 认证成功 · submitted 已受理 · queued 已受理，待上传 */
  readonly status: 'accepted' | 'submitted' | 'queued';
  readonly method: 'face' | 'witness' | 'visit' | 'counter';
  /** Certifying also proposed that payment resumes. */
  readonly wasSuspended: boolean;
}

/** What happens next, the same on screen and slip. Fillings: `counter`, `year` and `month`. */
export function nextSentence({ status, method, wasSuspended }: Standing) {
  if (status === 'accepted') return wasSuspended ? 'result.lead.suspended' : 'result.lead.accepted';
  return `result.lead.${status}.${method}` as const satisfies Sentence;
}

/** Nothing that waits for somebody is promised: the month stands under its condition. */
export function monthCaption({ status, method }: Pick<Standing, 'status' | 'method'>) {
  if (status === 'accepted') return 'label.valid-through' as const;
  return status === 'queued' && method === 'face'
    ? ('label.valid-once-sent' as const)
    : ('label.valid-once-seen' as const);
}
