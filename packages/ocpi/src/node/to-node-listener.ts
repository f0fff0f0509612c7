import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { plainOf, type PlainHandler, type PlainRequest } from "../server/plain.ts";

/** A handler of web standard requests, as `createOcpiHandler` makes one. */
export type FetchHandler = (request: Request) => Promise<Response>;

export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/** What frameworks add to a request: the whole path where they cut off the mount point, and the body where they have read it. */
type Framed = IncomingMessage & { readonly originalUrl?: string; readonly body?: unknown };

/**
 * A listener for `http.createServer`, for Express (`app.use("/ocpi", toNodeListener(handler))`) and for Fastify (`request.raw`, `reply.raw`).
 * A body that a parser of the framework has read already is taken from `request.body`.
 */
export function toNodeListener(handler: FetchHandler): NodeListener {
  const plain = plainOf(handler);
  return (incoming, outgoing) => {
    void (plain === undefined ? answer(handler, incoming, outgoing) : answerPlainly(plain, incoming, outgoing));
  };
}

/** Methods that are no requests of the web. */
const UNKNOWN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Without making web objects, which cost more than all else of an answer that was ready. */
async function answerPlainly(handler: PlainHandler, incoming: Framed, outgoing: ServerResponse): Promise<void> {
  const { method = "GET", headers } = incoming;
  const url = targetOf(incoming);
  if (url === undefined || UNKNOWN.has(method)) {
    outgoing.writeHead(400).end();
    return;
  }
  const { status, headers: said, body } = await handler({
    method, url, body: method === "GET" || method === "HEAD" ? null : bytesOf(incoming),
    headers: {
      get(name) {
        const value = headers[name.toLowerCase()];
        return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
      },
    },
  });
  if (typeof body === "string") {
    const bytes = Buffer.from(body);
    outgoing.writeHead(status, { ...said, "Content-Length": bytes.length }).end(bytes);
    return;
  }
  outgoing.cork();
  outgoing.writeHead(status, said);
  for (const chunk of body) outgoing.write(chunk);
  outgoing.end();
  outgoing.uncork();
}

/** A request whose body is not wanted goes on: its connection is needed for the answer. */
function bytesOf(incoming: Framed): PlainRequest["body"] {
  const { body } = incoming;
  if (body === undefined || body === null || !incoming.readableEnded) return incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const read = typeof body === "string" ? Buffer.from(body) : body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return Readable.from([read]) as AsyncIterable<Uint8Array>;
}

/** Handlers know their public URL themselves; of this one they read path and query. */
function targetOf({ originalUrl, url = "/" }: Framed): URL | undefined {
  const text = `http://localhost${originalUrl ?? url}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

async function answer(handler: FetchHandler, incoming: Framed, outgoing: ServerResponse): Promise<void> {
  let request: Request;
  try {
    request = toRequest(incoming);
  } catch {
    // Not all that HTTP can say is a request of the web: TRACE is none.
    outgoing.writeHead(400).end();
    return;
  }
  const response = await handler(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.cork();
  const reader = response.body?.getReader();
  for (let chunk = await reader?.read(); chunk !== undefined && !chunk.done; chunk = await reader!.read()) outgoing.write(chunk.value);
  outgoing.end();
  outgoing.uncork();
}

function toRequest(incoming: Framed): Request {
  const { method = "GET", originalUrl, url = "/" } = incoming;
  const headers = new Headers();
  for (let place = 0; place < incoming.rawHeaders.length; place += 2) headers.append(incoming.rawHeaders[place]!, incoming.rawHeaders[place + 1]!);
  const target = new URL(`http://localhost${originalUrl ?? url}`);
  if (method === "GET" || method === "HEAD") return new Request(target, { method, headers });
  return new Request(target, { method, headers, body: bodyOf(incoming), duplex: "half" });
}

function bodyOf(incoming: Framed): NonNullable<RequestInit["body"]> {
  const { body } = incoming;
  if (body === undefined || body === null || !incoming.readableEnded) return Readable.toWeb(incoming);
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
