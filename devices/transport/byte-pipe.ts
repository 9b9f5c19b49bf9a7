import type { Result } from '../../shared/result/result.ts';

/**
 * A two-way stream of bytes to a device: serial line, TCP connection, or two ends in memory.
 * It knows no frames, no retries and no reopening; those belong to the driver above.
 */
export interface BytePort {
  /** For logs and status: a path or `host:port`. Never personal data. */
  readonly name: string;
  /** Opens a fresh pipe. Never throws. A port may be opened again after its pipe has closed. */
  open(): Promise<Result<BytePipe, OpenFault>>;
}

/**
 * One open connection. Once closed, for whatever reason, it stays closed; open another.
 *
 * Bytes that arrive while nobody listens are dropped, so subscribe before the first `await` after
 * `open()`. The pipe itself always keeps reading: a serial port without a reader does not notice
 * that its device was unplugged.
 */
export interface BytePipe {
  /**
   * Resolves when the operating system has taken all bytes (not when the device has acted on them).
   * Never hangs: after `timeoutMs` it resolves to `timeout`, and the bytes may still go out.
   */
  write(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, WriteFault>>;
  /** Returns an unsubscribe function. A chunk may hold any part of a frame, or several frames. */
  onData(listener: (chunk: Uint8Array) => void): () => void;
  /**
   * Called exactly once per listener when the pipe is closed; at once if it already is.
   * Not every unplugging is reported (USB drivers lose some): presence comes from the device
   * answering, never from the absence of this call.
   */
  onClosed(listener: (reason: CloseReason) => void): () => void;
  /** Idempotent; resolves when the port is free again, at the latest after a second. */
  close(): Promise<void>;
}

/** Why a port did not open. */
export type OpenFault =
  /** There is no such port, or nobody listens at that address. */
  | { readonly kind: 'absent'; readonly detail: string }
  /** It is there and may not be used: permissions, or another program has it. */
  | { readonly kind: 'refused'; readonly detail: string };

/** Why a pipe is no longer open. */
export type CloseReason =
  /** `close()` was called on this side. */
  | { readonly kind: 'closed' }
  /** The other side or the cable went away. */
  | { readonly kind: 'vanished'; readonly detail: string };

export type WriteFault =
  | CloseReason
  /** The bytes were not taken in time: flow control holds, or the port hangs. */
  | { readonly kind: 'timeout' };
