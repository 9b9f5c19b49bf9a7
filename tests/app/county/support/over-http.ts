import type { FastifyInstance } from 'fastify';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Uint8Array<ArrayBuffer>;
}

/** A county in another process, as far as a `TestTerminal` uses one: requests over a real socket. */
export function overHttp(url: string): FastifyInstance {
  const inject = async ({ method, url: path, headers, payload }: Asked) => {
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload }),
    });
    const rawPayload = Buffer.from(await answer.arrayBuffer());
    const body = rawPayload.toString();
    return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), rawPayload, body };
  };
  return { inject } as unknown as FastifyInstance;
}
