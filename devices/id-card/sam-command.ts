import { encodeFrame } from './sam-frame.ts';
import { SW3, type SamResponse } from './sam-status.ts';

interface CommandSpec {
  /** CMD and PARA. */
  readonly code: readonly [number, number];
  /** The answer on success: its SW3, and how many data bytes may follow. */
  readonly success: { readonly sw3: number; readonly data: readonly number[] };
  /** Time from request to answer that every good SAM keeps, ms, apart from the time on the wire. */
  readonly timeoutMs: number;
}

/**
 * The commands in use. Find and select answer with 4 and 8 zero bytes that say nothing; a reader that
 * leaves them out is accepted.
 */
export const SAM_COMMANDS = {
  /** 复位: restarts the SAM. */
  reset: { code: [0x10, 0xff], success: { sw3: SW3.ok, data: [0] }, timeoutMs: 500 },
  /** 状态检测: is the SAM well? */
  status: { code: [0x11, 0xff], success: { sw3: SW3.ok, data: [0] }, timeoutMs: 500 },
  /** 读安全模块号 */
  samId: { code: [0x12, 0xff], success: { sw3: SW3.ok, data: [16] }, timeoutMs: 500 },
  /** 寻卡 */
  find: { code: [0x20, 0x01], success: { sw3: SW3.found, data: [0, 4] }, timeoutMs: 500 },
  /** 选卡 */
  select: { code: [0x20, 0x02], success: { sw3: SW3.ok, data: [0, 8] }, timeoutMs: 500 },
  /** 读基本信息: text and photo. */
  readBase: { code: [0x30, 0x01], success: { sw3: SW3.ok, data: [1284] }, timeoutMs: 3000 },
  /** 读基本信息 with 0, 512 or 1,024 bytes of fingerprints. */
  readBaseFingerprint: {
    code: [0x30, 0x10],
    success: { sw3: SW3.ok, data: [1286, 1798, 2310] },
    timeoutMs: 3000,
  },
  /** 读追加地址 */
  readNewAddress: { code: [0x30, 0x03], success: { sw3: SW3.ok, data: [70] }, timeoutMs: 3000 },
} as const satisfies Record<string, CommandSpec>;

export type SamCommand = keyof typeof SAM_COMMANDS;

export function encodeRequest(command: SamCommand): Uint8Array {
  return encodeFrame(Uint8Array.from(SAM_COMMANDS[command].code));
}

/**
 * Whether a frame can be the answer to `command`. A late answer to an earlier request is not, nor is
 * a frame whose length byte was hit on the way and whose checksum fits by chance: one byte of XOR
 * lets one such accident in 256 through, so the length must also be one that this answer can have.
 */
export function answers(command: SamCommand, response: SamResponse): boolean {
  const success: CommandSpec['success'] = SAM_COMMANDS[command].success;
  if (response.sw3 === success.sw3) return success.data.includes(response.data.length);
  return response.sw3 !== SW3.ok && response.sw3 !== SW3.found && response.data.length === 0;
}

/** Whether an answer of `length` data bytes would be a success of `command`. */
export function isSuccessLength(command: SamCommand, length: number): boolean {
  const lengths: readonly number[] = SAM_COMMANDS[command].success.data;
  return lengths.includes(length);
}

/** Bits per byte on an 8N1 line. */
const BITS_PER_BYTE = 10;

/** Time for `bytes` on the line, ms. */
export function wireTimeMs(bytes: number, baudRate: number): number {
  return (bytes * BITS_PER_BYTE * 1000) / baudRate;
}

/** Time on the wire of the longest answer to `command`, ms. */
export function longestAnswerMs(command: SamCommand, baudRate: number): number {
  const spec: CommandSpec = SAM_COMMANDS[command];
  const frameOverhead = 11;
  return wireTimeMs(Math.max(...spec.success.data) + frameOverhead, baudRate);
}
