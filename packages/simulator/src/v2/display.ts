import { v21, type MessageInfoType } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

const MOST = 20;
const FORMATS: ReadonlySet<string> = new Set(["ASCII", "UTF8"]);

/** SetDisplayMessage, GetDisplayMessages and ClearDisplayMessage (O01–O06) on a screen that shows text. */
export function displayAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  const shown = new Map<number, MessageInfoType>();
  return [
    answers(v21.action("SetDisplayMessage"), ({ message }) => {
      if (!FORMATS.has(message.message.format)) return { status: "NotSupportedMessageFormat" };
      if (message.transactionId !== undefined && !core.evses.some(({ evse }) => evse.view().transaction?.reference === message.transactionId)) return { status: "UnknownTransaction" };
      if (shown.size >= MOST && !shown.has(message.id)) return { status: "Rejected", statusInfo: { reasonCode: "NoSpace" } };
      // Only one is always in front.
      if (message.priority === "AlwaysFront") for (const other of shown.values()) if (other.priority === "AlwaysFront") shown.delete(other.id);
      shown.set(message.id, message);
      return { status: "Accepted" };
    }),
    answers(v21.action("GetDisplayMessages"), ({ id, requestId, priority, state }) => {
      const found = [...shown.values()].filter((message) =>
        (id === undefined || id.includes(message.id)) && (priority === undefined || message.priority === priority) && (state === undefined || message.state === state));
      if (found.length === 0) return { status: "Unknown" };
      for (const [index, message] of found.entries()) {
        core.later(() => ({ action: "NotifyDisplayMessages", payload: { requestId, messageInfo: [message], ...(index < found.length - 1 ? { tbc: true } : {}) } }));
      }
      return { status: "Accepted" };
    }),
    answers(v21.action("ClearDisplayMessage"), ({ id }) => ({ status: shown.delete(id) ? "Accepted" : "Unknown" })),
  ];
}
