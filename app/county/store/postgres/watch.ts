import { inBackground } from '../../../../shared/result/background.ts';

/** Somebody whom a statement waits for. Names and times of other roles' sessions may be withheld. */
interface Holder {
  readonly pid: number;
  readonly name: string | null;
  readonly since: string | null;
}

/** One row: what the server process does, and whom it waits for. None: it is gone. */
interface Seen {
  readonly active: boolean;
  readonly holders: readonly Holder[];
}

const FIRST_LOOK_MS = 2000;
const LOOK_MS = 10_000;
/** Looks in a row without an answer, or that found nobody at work, until the line is taken for dead. */
const PATIENCE = 6;
const IDLE_PATIENCE = 2;

/** Asks for what `Seen` says of the server process `pid`. */
export function holdersOf(pid: number): { readonly text: string } {
  return {
    text: `select me.state is null or me.state = 'active' as active, coalesce((
        select json_agg(json_build_object('pid', b.pid, 'name', b.application_name,
          'since', to_char(b.xact_start at time zone 'Asia/Shanghai', 'HH24:MI:SS')) order by b.pid)
        from pg_stat_activity b where b.pid = any(pg_blocking_pids(me.pid))), '[]') as holders
      from pg_stat_activity me where me.pid = ${pid}`,
  };
}

/**
 * Looks after a statement that takes long: tells whom it waits for, again and again, and finds out when
 * nobody works on it any more, which a line that swallows every byte would never say.
 */
export class Watch {
  readonly #ask: (pid: number) => Promise<readonly Seen[]>;
  readonly #notice: (line: string) => void;
  #holders: string | undefined;

  constructor(ask: (pid: number) => Promise<readonly Seen[]>, notice: (line: string) => void) {
    this.#ask = ask;
    this.#notice = notice;
  }

  /** Whom the last statement that took long was last seen waiting for. */
  get holders(): string | undefined {
    return this.#holders;
  }

  /** Watches what `pid` is at until the function it gives is called; `dead`: there will be no answer. */
  begin(pid: number, dead: () => void): () => void {
    let over = false;
    let idle = 0;
    let silent = 0;
    let timer = setTimeout(look, FIRST_LOOK_MS);
    this.#holders = undefined;
    const see = (seen: readonly Seen[]): void => {
      silent = 0;
      const [me] = seen;
      idle = me?.active === true ? 0 : idle + 1;
      if (me === undefined || me.holders.length === 0) return;
      this.#holders = me.holders.map(inWords).join(', ');
      this.#notice(`waiting for ${this.#holders}`);
    };
    const ask = this.#ask;
    function look(): void {
      const next = (): void => {
        if (over) return;
        if (idle >= IDLE_PATIENCE || silent >= PATIENCE) return dead();
        timer = setTimeout(look, LOOK_MS);
      };
      const missed = (): void => {
        silent += 1;
      };
      inBackground(
        ask(pid)
          .then((seen) => (over ? undefined : see(seen)), missed)
          .finally(next),
      );
    }
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }
}

/** e.g. `songbai pay (process 4711 of the database, at it since 14:03:22)`. */
function inWords({ pid, name, since }: Holder): string {
  const who = name === null || name === '' ? 'a session without a name' : name;
  return `${who} (process ${pid} of the database${since === null ? '' : `, at it since ${since}`})`;
}
