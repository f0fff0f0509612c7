import type { Csms } from "@cpokit/csms";
import type { Session } from "@cpokit/model";
import type { TransactionStatus } from "@cpokit/sessions";
import { z } from "zod";

const Answer = z.object({ ongoingIndicator: z.boolean().optional(), messagesInQueue: z.boolean() });

/**
 * Asks a 2.x station that came back what became of its open sessions (T10, T11): one that goes on is no longer in doubt,
 * one that is over ends when its last message has come. Without an answer the engine's own deadline decides.
 */
export async function askAboutSessions(csms: Csms, doubtful: readonly Session[], tell: (status: Omit<TransactionStatus, "receivedAt">) => Promise<void>): Promise<void> {
  for (const { station, transaction } of doubtful) {
    const { outcome } = await csms.send(station, { command: "call", action: "GetTransactionStatus", payload: { transactionId: transaction } }, { requestedBy: "cpo" });
    if (outcome?.outcome !== "accepted") continue;
    const { ongoingIndicator: ongoing, messagesInQueue } = Answer.parse(outcome.response);
    if (ongoing !== undefined) await tell({ station, transaction, ongoing, messagesInQueue });
  }
}
