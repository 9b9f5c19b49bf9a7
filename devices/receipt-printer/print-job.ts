import type { Clock } from '../../shared/clock/clock.ts';
import { inBackground, unread } from '../../shared/result/background.ts';
import { err, ok, type Result } from '../../shared/result/result.ts';
import type { PrintFault } from '../contract/receipt-printer.ts';
import type { PrinterStatus } from '../contract/status.ts';
import type { Confirmation, PrinterLink } from './printer-link.ts';
import { END_OF_JOB, isReady, isStopped, NO_ANSWER, RECOVER_AND_CLEAR, summarise } from './status-bytes.ts';

/**
 * How the end of a job is known. `gs-r`: the printer answers a question that waits behind the data.
 * `status`: for models that do not know that question; weaker, it only says that the printer was well,
 * online and had no trouble for some seconds after the last byte.
 */
export type EndOfJob = 'gs-r' | 'status';

export interface JobContext {
  readonly link: PrinterLink;
  readonly clock: Clock;
  readonly endOfJob: EndOfJob;
  /** Milliseconds that the line itself takes for `bytes` bytes. */
  wireMs(bytes: number): number;
  /** Told each status that is read while the job runs. */
  noteStatus(status: PrinterStatus): void;
}

/** Between two looks at the printer while it works: trouble is named within a second. */
const LOOK_MS = 300;
/** A printer that is busy may be slow to answer; longer than this is silence. */
const ANSWER_MS = 2500;
/** Silent this long in the middle of a job: it is off, or the cable is out. */
const SILENCE_MS = 8000;
/**
 * All well and still no word of the end. The slowest slip printers (40 mm/s) need 6 s for ours, a hot
 * head pauses for some seconds more.
 */
const CONFIRM_MS = 30_000;
/** `status` only: trouble shows within this time after the last byte, or it was the paper's last line. */
const SETTLE_MS = 4000;
/** Quiet this long after an answer: no older one is on its way. */
const QUIET_MS = 400;
const FLUSH_MS = 5000;

type Event = Confirmation | 'gone' | 'look';

/** Sends one job and sees it to its end. Never resolves to `ok` because nobody said anything. */
export async function runJob(context: JobContext, bytes: Uint8Array): Promise<Result<void, PrintFault>> {
  const { link, clock } = context;
  const wire = context.wireMs(bytes.length);
  const began = clock.monotonic();
  // One write: with hardware handshake nothing more gets through once the printer has stopped.
  const job = context.endOfJob === 'gs-r' ? concat(bytes, END_OF_JOB) : bytes;
  const { written, confirmed } = link.sendJob(job, wire + SILENCE_MS);
  let lastHeard = began;
  let well = 0;
  // A question sent now waits behind the job's bytes: asked before they are through, it would seem
  // unanswered, and its answer would then pass for the next one's.
  let pause = wire + LOOK_MS;

  const end = async (status: PrinterStatus): Promise<Result<void, PrintFault>> => {
    link.forgetJob();
    // What is left in the printer must not come out when the paper is back: the slip is printed anew.
    // Not taken: the next job begins by clearing what was left.
    if (!link.isGone) unread(await link.send(RECOVER_AND_CLEAR, QUIET_MS));
    return err({ kind: 'interrupted', status });
  };

  // A write that is not taken (handshake holds) shows as a silent or stopped printer below.
  unread(written);
  for (;;) {
    const event = await nextEvent(context, confirmed, pause);
    pause = LOOK_MS;
    if (event === 'gone') return end({ ...NO_ANSWER, link: { kind: 'absent' } });
    if (event !== 'look') return event.paperEnd ? confirmedAtPaperEnd(context, end) : ok(undefined);

    const asking = link.ask(ANSWER_MS).then((answers) => summarise(answers));
    const status = await Promise.race([asking, confirmed]);
    if ('paperEnd' in status) {
      // The question under way must not be answered into the next one.
      await asking;
      return status.paperEnd ? confirmedAtPaperEnd(context, end) : ok(undefined);
    }
    const now = clock.monotonic();
    context.noteStatus(status);
    if (status.link.kind !== 'no-answer') lastHeard = now;
    if (isStopped(status)) return end(status);
    well = isReady(status) ? well + 1 : 0;
    if (context.endOfJob === 'status' && well >= 2 && now - began >= wire + SETTLE_MS) {
      link.forgetJob();
      return ok(undefined);
    }
    if (now - lastHeard >= wire + SILENCE_MS || now - began >= wire + CONFIRM_MS) return end(status);
  }
}

/** The whole job was worked off, and the paper's end came with it: only a look tells which was first. */
async function confirmedAtPaperEnd(
  context: JobContext,
  end: (status: PrinterStatus) => Promise<Result<void, PrintFault>>,
): Promise<Result<void, PrintFault>> {
  const status = summarise(await context.link.ask(ANSWER_MS));
  context.noteStatus(status);
  return isStopped(status) ? end(status) : ok(undefined);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Whichever comes first. */
function nextEvent(context: JobContext, confirmed: Promise<Confirmation>, ms: number): Promise<Event> {
  return new Promise((resolve) => {
    const settle = (event: Event): void => {
      cancel();
      offClosed();
      resolve(event);
    };
    const cancel = context.clock.after(ms, () => settle('look'));
    let offClosed = (): void => {};
    offClosed = context.link.onClosed(() => settle('gone'));
    inBackground(confirmed.then(settle));
  });
}

/**
 * After a job that was not confirmed, its answer may still come, together with the rest of its paper;
 * it would be taken for that of the next job. So what is left is cleared, one bare question is asked, and
 * answers are let pass until there is quiet.
 */
export async function clearLeftovers(context: JobContext): Promise<void> {
  const { link } = context;
  // Not taken: the bare question below stays unanswered, and the job after it fails in words.
  unread(await link.send(RECOVER_AND_CLEAR, QUIET_MS));
  const { confirmed } = link.sendJob(END_OF_JOB, QUIET_MS);
  let event = await nextEvent(context, confirmed, FLUSH_MS);
  while (typeof event === 'object') {
    event = await nextEvent(context, link.nextConfirmation(), QUIET_MS);
  }
  link.forgetJob();
}
