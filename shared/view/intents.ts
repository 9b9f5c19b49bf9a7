import * as z from 'zod/mini';
import { SERVICES } from './view.ts';

/** What a person can do, as typed verbs. Everything the screen may say to the terminal is here. */
export const intentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('choose-service'), service: z.enum(SERVICES) }),
  /** 返回 */
  z.strictObject({ type: z.literal('back') }),
  /** 没带卡 */
  z.strictObject({ type: z.literal('no-card') }),
  /** 是我本人 */
  z.strictObject({ type: z.literal('confirm-me') }),
  /** 不是我 */
  z.strictObject({ type: z.literal('not-me') }),
  /** 重新认证 */
  z.strictObject({ type: z.literal('certify-again') }),
  /** 同意并开始 */
  z.strictObject({ type: z.literal('agree') }),
  /** 不用人脸识别 */
  z.strictObject({ type: z.literal('decline-face') }),
  /** 换一种方式 */
  z.strictObject({ type: z.literal('other-way') }),
  z.strictObject({
    type: z.literal('choose-fallback'),
    way: z.enum(['witness', 'visit', 'counter', 'retry']),
  }),
  /** 稍后补打 / 不要回执 / (back to) 要回执 */
  z.strictObject({ type: z.literal('choose-receipt'), choice: z.enum(['print', 'later', 'none']) }),
  /** 打印回执 / 补打回执 */
  z.strictObject({ type: z.literal('print-receipt') }),
  /** 完成 */
  z.strictObject({ type: z.literal('done') }),
  /** 我还在, and any touch that means nothing else */
  z.strictObject({ type: z.literal('touch') }),
  /** 退出 */
  z.strictObject({ type: z.literal('leave') }),
  z.strictObject({ type: z.literal('key'), key: z.string().check(z.regex(/^[0-9A-Z]$/)) }),
  /** 改一位 */
  z.strictObject({ type: z.literal('erase') }),
  /** 清空 */
  z.strictObject({ type: z.literal('clear') }),
  /** 填好了 */
  z.strictObject({ type: z.literal('submit') }),
  /** 不留电话 */
  z.strictObject({ type: z.literal('skip') }),
  z.strictObject({ type: z.literal('set-text'), text: z.union([z.literal(0), z.literal(1), z.literal(2)]) }),
  z.strictObject({ type: z.literal('set-contrast'), contrast: z.boolean() }),
  z.strictObject({ type: z.literal('set-voice'), voice: z.enum(['off', 'aloud', 'private']) }),
  z.strictObject({ type: z.literal('set-language'), language: z.enum(['zh-CN', 'en']) }),
]);
export type Intent = z.infer<typeof intentSchema>;
