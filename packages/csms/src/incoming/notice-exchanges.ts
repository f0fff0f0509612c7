import type { Envelope } from "../translate/envelope.ts";
import { noticeFact } from "../translate/notice.ts";
import type { FleetFact, FleetReply } from "../fleet-fact.ts";
import type { Exchange } from "./exchange.ts";

/** The messages of one version that are shown to the operator: what each says in one line, the fact it is besides, and the answer it gets. */
interface NoticeTable {
  readonly [action: string]: {
    readonly summary: (request: never) => string;
    readonly fact?: (request: never, envelope: Envelope) => FleetFact;
    /** What the fact is, for the coverage table. */
    readonly becomes?: string;
    readonly response: (request: never, envelope: Envelope, reply?: FleetReply) => unknown;
  };
}

/** Notices as entries of an exchange table. */
export function noticeExchanges(table: NoticeTable): readonly (readonly [string, Exchange])[] {
  return Object.entries(table).map(([action, { summary, fact, becomes, response }]) => [action, {
    treatment: fact === undefined ? "notice" : "fact",
    becomes: becomes ?? "notice",
    run: async (request, { unit, envelope, blocks, block }) => {
      await blocks.notices.note(unit, noticeFact(envelope, action, block, summary(request), request));
      const reply = fact === undefined ? undefined : await blocks.fleet.told(unit, fact(request, envelope));
      return response(request, envelope, reply);
    },
    aside: response,
  }]);
}
