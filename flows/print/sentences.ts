import type { CertificationReceipt } from '../../shared/documents/receipt.ts';

/**
 * What happens next, as printed on the slip. Short and spoken; one sentence a line. By what the county
 * had said when the slip was printed.
 */
export const RECEIPT_SENTENCES = {
  accepted: ['县里已收到，待遇照常发放。', '请在有效期满前再来认证。'],
  queued: ['已先存在机器里，连上网就报县里。', '请收好这张回执。'],
  submitted: {
    face: ['县里已收到，还要工作人员看一看。', '看过了，认证才算数。'],
    witness: ['县里会核对您家里人的见证。', '核对好了，认证才算数。'],
    visit: ['工作人员会上门看望您。', '上门办好了，认证才算数。'],
    counter: ['请带上身份证和这张回执到窗口。', '窗口办好了，认证才算数。'],
  },
} as const;

/** Extra line for a record that waits for an officer and has not reached the county yet. */
export const QUEUED_FOR_OFFICER = '工作人员办好了，认证才算数。';

/** 到 3 号窗口 */
export function counterSentence(counter: string): string {
  return `请到 ${counter} 号窗口。`;
}

/** The lines of `next` for one slip. */
export function nextSentences(
  status: CertificationReceipt['status'],
  method: CertificationReceipt['method'],
  counter: string,
): readonly string[] {
  const walk = method === 'counter' && counter !== '' ? [counterSentence(counter)] : [];
  if (status === 'accepted') return RECEIPT_SENTENCES.accepted;
  if (status === 'submitted') return [...RECEIPT_SENTENCES.submitted[method], ...walk];
  if (method === 'face') return RECEIPT_SENTENCES.queued;
  return [...RECEIPT_SENTENCES.queued, QUEUED_FOR_OFFICER, ...walk];
}
