import type { Problem } from "../../../src/http/errors.ts";
import { language } from "../language.ts";
import { partsOf, type Address } from "./address.ts";
import { base } from "./base.ts";
import { problemText } from "./problem-text.ts";
import { session, signedOut } from "./session.ts";
import { text } from "../texts.ts";

/** A refused or failed request, with the sentence that the person should read. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

export interface RequestOptions<Body = unknown> {
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** One JSON request to the API. @throws `RequestProblem` */
export async function request<Answer, Body>(address: Address<Answer, Body>, options: RequestOptions<Body> = {}): Promise<Answer> {
  const response = await send(address, options);
  return response.json();
}

/** A file that the API makes, e.g. a CSV export; tells how many bytes have come. @throws `RequestProblem` */
export async function download(address: Address, name: string, { onProgress, ...options }: RequestOptions & { readonly onProgress?: (bytes: number) => void } = {}): Promise<void> {
  const response = await send(address, options);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  if (response.body !== null) {
    for await (const piece of response.body) {
      pieces.push(piece);
      onProgress?.((bytes += piece.byteLength));
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(pieces, { type: response.headers.get("content-type") ?? "" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export async function send(address: Address, options: RequestOptions): Promise<Response> {
  const { method, path } = partsOf(address);
  const csrf = session()?.csrf;
  let response: Response;
  try {
    response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: {
        "accept-language": language,
        ...options.headers,
        ...(method === "GET" || csrf === undefined ? {} : { "x-csrf-token": csrf }),
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new RequestProblem(0, { code: "unreachable", message: text.problem.unreachable });
  }
  if (response.ok) return response;
  // The login is over, or was ended elsewhere. Signing in tells its own story.
  if (response.status === 401 && path !== "/session") signedOut();
  throw new RequestProblem(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && "code" in body && "message" in body) {
    const problem = body as Problem;
    return { ...problem, message: await problemText(problem) };
  }
  return { code: "unknown", message: text.problem.status(response.status) };
}

export function asProblem(error: unknown): RequestProblem {
  return error instanceof RequestProblem ? error : new RequestProblem(0, { code: "page", message: error instanceof Error ? error.message : String(error) });
}
