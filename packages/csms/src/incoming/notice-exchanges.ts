import type { Envelope } from "../translate/envelope.ts";
import { noticeFact } from "../translate/notice.ts";
import type { Exchange } from "./exchange.ts";

/** The messages of one version that are only taken note of: what each says in one line, and the answer it gets. */
interface NoticeTable {
  readonly [action: string]: { readonly summary: (request: never) => string; readonly response: (request: never, envelope: Envelope) => unknown };
}

/** Notices as entries of an exchange table. */
export function noticeExchanges(table: NoticeTable): readonly (readonly [string, Exchange])[] {
  return Object.entries(table).map(([action, { summary, response }]) => [action, {
    treatment: "notice",
    becomes: "notice",
    run: async (request, { unit, envelope, blocks, block }) => {
      await blocks.notices.note(unit, noticeFact(envelope, action, block, summary(request), request));
      return response(request, envelope);
    },
    aside: response,
  }]);
}
