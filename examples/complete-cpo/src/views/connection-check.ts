import { connectionAttempts, findStation, stationConnections, stationEvents, type ConnectionAttempt } from "@cpokit/csms";
import { instant, minutes, type Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { ConnectionAttemptView, ConnectionCheckView } from "../wire/fleet.ts";
import { addressText } from "./address-text.ts";
import { optional } from "./optional.ts";

const RECENT = minutes(10);

type Problem = NonNullable<ConnectionCheckView["problem"]>;

/** What is wrong, by the words of whoever refused, and what helps. */
const PROBLEMS: readonly (readonly [RegExp, Problem, string])[] = [
  [/subprotocol/i, "subprotocol", "The station offers no OCPP version that this central system speaks. Set it to OCPP 1.6 (JSON), 2.0.1 or 2.1; SOAP is not spoken."],
  [/password|http basic|username/i, "password", "The password is missing or wrong. Enter the password of this station as it was shown, and its identity as the user name; or make a new one."],
  [/certificate/i, "certificate", "The certificate of the station is missing, revoked or that of another station. Give it a new one, or let it connect with a password first."],
  [/security profile/i, "profile", "The station came with a lower security profile than it must have. Set it to the profile that it had, or lower its minimum here."],
  [/retired/i, "retired", "This station was retired. Set it back to operative first, if it is to serve again."],
  [/identity/i, "identity", "No station has this identity. Compare it letter by letter with the last part of the URL in the station."],
  [/busy|slow|restarting|too many/i, "busy", "The central system was busy for a moment. The station will try again by itself."],
];

export function connectionProblem(reason: string): { readonly problem: Problem; readonly text: string } {
  const found = PROBLEMS.find(([words]) => words.test(reason));
  return found === undefined ? { problem: "other", text: `It was refused: ${reason}.` } : { problem: found[1], text: found[2] };
}

export function connectionAttemptView({ identity, reason, count, firstAt, lastAt, remoteAddress }: ConnectionAttempt): ConnectionAttemptView {
  return { identity, reason, problem: connectionProblem(reason).problem, count, firstAt: instantText(firstAt), lastAt: instantText(lastAt), ...optional({ remoteAddress: remoteAddress === undefined ? undefined : addressText(remoteAddress) }) };
}

/** Whether a station connects, and what keeps it from it. */
export async function connectionCheck(reader: Reader, identity: string, now: Instant): Promise<ConnectionCheckView> {
  const station = await findStation(reader, identity);
  const { items } = await reader.find(connectionAttempts, { index: "byTime", from: instant(now - RECENT), reverse: true, limit: 20 });
  const others = items.map(({ body }) => body).filter((attempt) => attempt.identity !== identity && !/subprotocol|http basic/i.test(attempt.reason)).map(connectionAttemptView);
  const connection = station === undefined ? undefined : await reader.get(stationConnections, station.id);
  if (station !== undefined && connection?.online === true) {
    const { protocol } = connection;
    return { state: "connected", text: `${identity} is connected and speaks OCPP ${protocol}.`, at: instantText(connection.since), protocol, stationId: station.id, others: [] };
  }
  const refusal = station === undefined ? await attemptOf(reader, identity) : await lastRefusal(reader, station.id);
  const known = optional({ stationId: station?.id });
  const lostAt = connection?.since;
  if (lostAt !== undefined && lostAt >= Math.max(now - RECENT, refusal?.at ?? 0)) return { state: "waiting", text: `${identity} was connected until a few minutes ago. It comes back by itself unless it was switched off or lost its network.`, at: instantText(lostAt), ...known, others };
  if (refusal === undefined || refusal.at < now - RECENT) return { state: "waiting", text: `Nobody has tried to connect as ${identity} in the last ten minutes. Check the URL and the network of the station.`, ...known, others };
  return { state: "refused", ...connectionProblem(refusal.reason), reason: refusal.reason, at: instantText(refusal.at), ...known, others };
}

async function attemptOf(reader: Reader, identity: string): Promise<{ readonly reason: string; readonly at: Instant } | undefined> {
  const attempt = await reader.get(connectionAttempts, identity);
  return attempt === undefined ? undefined : { reason: attempt.reason, at: attempt.lastAt };
}

async function lastRefusal(reader: Reader, station: string): Promise<{ readonly reason: string; readonly at: Instant } | undefined> {
  const { items } = await reader.find(stationEvents, { index: "byStation", prefix: station, reverse: true, limit: 50 });
  const event = items.find(({ body }) => body.kind === "connection-refused")?.body;
  return event === undefined ? undefined : { reason: event.summary, at: event.at };
}
