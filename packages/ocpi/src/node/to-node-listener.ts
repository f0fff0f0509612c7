import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";

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
  return (incoming, outgoing) => {
    void answer(handler, incoming, outgoing);
  };
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
  // Handlers know their public URL themselves; of this one they read path and query.
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
