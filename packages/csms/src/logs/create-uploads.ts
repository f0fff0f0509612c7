import { CpoError, hours, instant, isCpoError, type Clock, type Instant, type Logger, type Milliseconds, silentLogger } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";
import type { Blobs } from "./blobs.ts";
import { isAwaited, logRequests, type LogRequest } from "./log-requests.ts";

/** What is needed of a web-standard `Request`. */
export interface UploadRequest {
  readonly method: string;
  readonly url: string;
  readonly body: { getReader(): UploadReader } | null;
}

interface UploadReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

export interface UploadsOptions<Reply> {
  readonly store: Store;
  readonly clock: Clock;
  readonly blobs: Blobs;
  /** Makes the answer: `(status, text) => new Response(text, { status })`. */
  readonly respond: (status: number, text: string) => Reply;
  readonly logger?: Logger;
  /** Larger files are refused; 256 MiB when absent. */
  readonly mostBytes?: number;
  /** How long files are kept; 30 days when absent. */
  readonly keepFor?: Milliseconds;
}

/** The place where stations upload their logs. */
export interface Uploads<Reply> {
  /** A fetch handler: PUT (or POST) to `…/<token>` or `…/<token>/<name>`, once. */
  fetch(request: UploadRequest): Promise<Reply>;
  /** The file of a request. */
  read(id: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Deletes files whose time is over; returns how many. */
  sweep(now: Instant): Promise<number>;
}

const MOST_BYTES = 256 * 2 ** 20;
/** A station whose upload broke off may begin again after this long, in ms; a process that died knows nothing of it. */
const BROKEN_OFF = 600_000;

/** Takes uploads under one-time tokens; what is here is whole, and what broke off may be sent again. */
export function createUploads<Reply>(options: UploadsOptions<Reply>): Uploads<Reply> {
  const { store, clock, blobs, respond, logger = silentLogger, mostBytes = MOST_BYTES, keepFor = hours(24 * 30) } = options;

  return {
    async fetch(request) {
      if (request.method !== "PUT" && request.method !== "POST") return respond(405, "Upload with PUT.");
      const segments = segmentsOf(request.url);
      const claimed = await claim(segments);
      if (!("id" in claimed)) return respond(claimed.status, claimed.text);
      try {
        let bytes = 0;
        await blobs.put(claimed.id, counted(request.body, (length) => {
          bytes += length;
          if (bytes > mostBytes) throw new CpoError("csms.upload-too-large", `The file is larger than ${mostBytes} bytes.`, { bytes, mostBytes });
        }));
        await store.transaction((unit) => received(unit, claimed, segments, bytes));
        return respond(201, "");
      } catch (error) {
        const isTooLarge = isCpoError(error, "csms.upload-too-large");
        logger.warn({ station: claimed.station, request: claimed.id, error: describeError(error) }, "An upload broke off.");
        await blobs.delete(claimed.id);
        await store.transaction((unit) => brokenOff(unit, claimed.id, describeError(error)));
        return isTooLarge ? respond(413, error.message) : respond(500, "The file could not be stored; send it again.");
      }
    },
    read: (id) => blobs.get(id),
    async sweep(now) {
      const { items } = await store.find(logRequests, { index: "byEnd", to: now + 1 });
      let deleted = 0;
      for (const { id, body } of items) {
        if (body.file === undefined) continue;
        await blobs.delete(id);
        await store.transaction(async (unit) => {
          const request = await unit.get(logRequests, id);
          if (request?.file === undefined) return;
          const { file, ...rest } = request;
          unit.put(logRequests, id, { ...rest, detail: `${file.name} was deleted, as its time was over` });
        });
        deleted += 1;
      }
      return deleted;
    },
  };

  /** The request that a token stands for, marked as being received. */
  async function claim(segments: readonly string[]): Promise<LogRequest | { readonly status: number; readonly text: string }> {
    for (const segment of segments.slice(-2)) {
      const { items } = await store.find(logRequests, { index: "byToken", prefix: segment, limit: 1 });
      const found = items[0];
      if (found === undefined) continue;
      return store.transaction(async (unit) => {
        const request = await unit.get(logRequests, found.id);
        const now = clock.now();
        if (request?.token !== segment || !isAwaited(request)) return { status: 410, text: "This address was used already." };
        if (request.expiresAt <= now) return { status: 410, text: "This address is no longer valid." };
        if (request.receivingSince !== undefined && now < request.receivingSince + BROKEN_OFF) return { status: 409, text: "An upload to this address is under way." };
        const claimed: LogRequest = { ...request, state: "uploading", receivingSince: now };
        unit.put(logRequests, request.id, claimed);
        return claimed;
      });
    }
    return { status: 404, text: "There is no such address." };
  }

  async function received(unit: Unit, { id, token }: LogRequest, segments: readonly string[], bytes: number): Promise<void> {
    const request = await unit.get(logRequests, id);
    if (request === undefined) throw new CpoError("csms.uploads", "The request was deleted while its file came in.", { request: id });
    const { token: _token, receivingSince: _since, ...rest } = request;
    const last = segments.at(-1) ?? "";
    const name = last === token || !/^[\w.-]{1,120}$/.test(last) ? `${request.station}-${request.log}-${request.request}` : last;
    const now = clock.now();
    const done: LogRequest = { ...rest, state: "received", file: { name, bytes, receivedAt: now, deleteAt: instant(now + keepFor) } };
    unit.put(logRequests, id, done);
    unit.publish({ topic: "log.changed", key: request.station, payload: done });
  }

  async function brokenOff(unit: Unit, id: string, why: string): Promise<void> {
    const request = await unit.get(logRequests, id);
    if (request === undefined) return;
    const { receivingSince: _, ...rest } = request;
    unit.put(logRequests, id, { ...rest, detail: `the upload broke off: ${why}` });
  }
}

/** The parts of the path of a URL; whatever else it has does not matter. */
function segmentsOf(url: string): readonly string[] {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/[?#].*$/s, "");
  return path.split("/").filter((segment) => segment !== "");
}

async function* counted(body: UploadRequest["body"], count: (length: number) => void): AsyncIterable<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  let isDone = false;
  try {
    while (!isDone) {
      const { done, value } = await reader.read();
      isDone = done;
      if (value === undefined) continue;
      count(value.length);
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel();
  }
}
