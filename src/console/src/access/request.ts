// Calls of the server's API with the session's cookie, which the browser adds and no script can read.

import { text } from '../texts';

export const base = '/api/v1';

/** An error of the server; texts are in the language of the page. */
interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
  /** All that is wrong, by field. */
  errors?: Record<string, { code: string; message: string }[]>;
}

/** An answer that is an error; the message is for the person who reads the page. */
export class Refusal extends Error {
  readonly code: string | undefined;

  constructor(
    readonly status: number,
    problem: Problem | undefined,
    path: string,
  ) {
    super(problem === undefined ? `${status} ${path}` : messageOf(problem));
    this.code = problem?.code;
  }
}

/** What is wrong with each field, else what happened. */
function messageOf({ errors, detail }: Problem): string {
  const messages = Object.values(errors ?? {}).flat();
  return messages.length === 0 ? detail : messages.map((fault) => fault.message).join(' ');
}

/** What a browser says of a server that it cannot reach is in its own words and language, and for nobody who reads the page. */
function unreachable(): never {
  throw new Error(text('unreachable'));
}

let signedOut = (): void => {};
let notAllowed = (_message: string): void => {};

/** Says what happens when the server no longer takes the session, and when it refuses a call to the person's role. */
export function onRefusal(ended: () => void, refused: (message: string) => void): void {
  signedOut = ended;
  notAllowed = refused;
}

/** Asks the server, in the language of the page. A change bears a header that no other site can send. */
export async function ask<T>(path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<T> {
  const headers = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
    ...(init.method === undefined ? {} : { 'x-hazmat': '1' }),
    ...init.headers,
  };
  const answer = await fetch(base + path, { ...init, headers, signal: AbortSignal.timeout(10_000) }).catch(unreachable);
  if (answer.ok) {
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const refusal = new Refusal(answer.status, isProblem ? ((await answer.json()) as Problem) : undefined, path);
  if (refusal.status === 401) {
    signedOut();
  } else if (refusal.status === 403) {
    notAllowed(refusal.message);
  }
  throw refusal;
}

export const get = <T>(path: string, headers: Record<string, string> = {}): Promise<T> => ask(path, { headers });

/** A read whose address names a vehicle, which proxies on the way would log. */
export const query = <T>(path: string, headers: Record<string, string> = {}): Promise<T> =>
  ask('/query', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ address: base + path }),
  });

export const post = <T>(path: string, body: object): Promise<T> =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** For a read of what may not exist, or may not be seen, which the server answers alike. */
export function noneIfNotFound(e: unknown): undefined {
  if (e instanceof Refusal && e.status === 404) {
    return undefined;
  }
  throw e;
}
