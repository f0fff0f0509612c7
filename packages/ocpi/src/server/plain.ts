/** What a handler reads of a request. A `Request` has it all; a server that has none yet need not make one. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query count; where it was mounted the handler knows itself. */
  readonly url: URL;
  /** Names in any case. */
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** An answer before it is a `Response`. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In order; bytes that were ready are not copied. */
  readonly body: string | readonly Uint8Array[];
}

/** Answers a request without making web objects of it; it never rejects. */
export type PlainHandler = (request: PlainRequest) => Promise<PlainAnswer>;

type WebHandler = (request: Request) => Promise<Response>;

/** The same for every copy of this package. */
const PLAIN = Symbol.for("@cpokit/ocpi.plain");

/** A handler for web standard requests, behind which servers find the plain one. */
export function webHandler(plain: PlainHandler): WebHandler {
  const handler: WebHandler = async ({ method, url, headers, body }) => toResponse(await plain({ method, url: new URL(url), headers, body }));
  return Object.assign(handler, { [PLAIN]: plain });
}

/** The plain handler behind one for web standard requests; `undefined` for handlers of others, and for those that were wrapped. */
export function plainOf(handler: WebHandler): PlainHandler | undefined {
  return (handler as WebHandler & { readonly [PLAIN]?: PlainHandler })[PLAIN];
}

function toResponse({ status, headers, body }: PlainAnswer): Response {
  return new Response(typeof body === "string" ? body : streamOf(body), { status, headers });
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
