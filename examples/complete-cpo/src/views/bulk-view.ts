import type { BulkProgress } from "@cpokit/csms";
import { instantText } from "@cpokit/model";
import type { BulkView } from "../wire/command.ts";

export function bulkView({ order, waiting, open, outcomes }: BulkProgress): BulkView {
  return {
    id: order.id,
    command: { ...order.command },
    requestedBy: order.requestedBy,
    requestedAt: instantText(order.requestedAt),
    state: order.state,
    total: order.total,
    waiting, open, outcomes: { ...outcomes },
    text: textOf({ order, waiting, open, outcomes }),
    ...(order.cancelledBy === undefined ? {} : { cancelledBy: order.cancelledBy }),
    ...(order.endedAt === undefined ? {} : { endedAt: instantText(order.endedAt) }),
  };
}

function textOf({ order, waiting, open, outcomes }: BulkProgress): string {
  const taken = outcomes["accepted"] ?? 0;
  const other = Object.entries(outcomes).filter(([word]) => word !== "accepted").map(([word, count]) => `${count} ${word}`);
  const done = [`${taken} of ${order.total} stations took it`, ...other].join(", ");
  if (order.state === "running") return `${done}; ${open} under way, ${waiting} to come.`;
  return order.state === "done" ? `${done}.` : `Cancelled by ${order.cancelledBy ?? "nobody"}: ${done}; ${waiting} were never asked.`;
}
