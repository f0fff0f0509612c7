import { streamSSE } from "hono/streaming";
import type { Principal } from "../access/principal.ts";
import type { Cpo } from "../cpo.ts";
import type { LiveEvent } from "../live.ts";
import { principalOf } from "./principal.ts";
import { createRoute, createRoutes, problems, z } from "./routes.ts";

const PING = 15_000;
/** A reader that is this many events behind is cut off: it reads everything anew when it comes back. */
const MOST_WAITING = 1_000;

/** Live events by SSE. Each carries the newest state, so that there is nothing to replay. */
export function eventRoutes(cpo: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({
      method: "get", path: "/events", permission: "overview:read", sites: "filtered", tags: ["Live"], summary: "Live events (SSE): hello, station, session, cdr, energy, job, attention",
      responses: { 200: { description: "Events whose data is JSON with `kind` and the newest state of the thing", content: { "text/event-stream": { schema: z.string() } } }, ...problems },
    }),
    (c) =>
      streamSSE(c, async (stream) => {
        const principal = principalOf(c);
        const ended = new AbortController();
        const waiting: LiveEvent[] = [{ kind: "hello" }];
        let wake = (): void => {};
        const stops = [
          cpo.live.listen((event) => {
            if (!concerns(event, principal)) return;
            if (waiting.push(event) > MOST_WAITING) ended.abort();
            wake();
          }),
          cpo.live.onClose(() => ended.abort()),
        ];
        stream.onAbort(() => ended.abort());
        ended.signal.addEventListener("abort", () => wake());
        try {
          while (!ended.signal.aborted) {
            const event = waiting.shift();
            if (event !== undefined) await stream.writeSSE({ event: event.kind, data: JSON.stringify(event) });
            else if (await quiet()) await stream.write(": still here\n\n");
          }
        } finally {
          for (const stop of stops) stop();
        }

        /** Waits for the next event; true when none came for so long that the connection must be shown to live. */
        function quiet(): Promise<boolean> {
          return new Promise((resolve) => {
            const timer = setTimeout(() => resolve(true), PING);
            wake = () => {
              clearTimeout(timer);
              resolve(false);
            };
          });
        }
      }),
  );

  return routes;
}

/** What an account hears of: one that is limited to some locations of what is there, and of work with partners who may see partners. */
function concerns(event: LiveEvent, principal: Principal | undefined): boolean {
  const within = principal?.locations;
  if (event.kind === "job") return within === undefined && principal?.permissions.has("roaming:read") === true;
  if (within === undefined || event.kind === "hello" || event.kind === "attention") return true;
  if (event.kind === "energy") return within.includes(event.energy.locationId);
  const place = event.kind === "station" ? event.station.locationId : event.kind === "session" ? event.session.locationId : undefined;
  return place !== undefined && within.includes(place);
}
