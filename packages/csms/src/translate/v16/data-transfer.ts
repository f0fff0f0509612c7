import type { DataTransferFact } from "@cpokit/model";
import type { DataTransferRequest, DataTransferResponse } from "@cpokit/ocpp/v16";
import type { DataTransferAnswer } from "../../data-transfer/data-transfer-answer.ts";
import { compact } from "../compact.ts";
import { DATA_TRANSFER_STATUSES } from "../data-transfer-status.ts";
import type { Envelope } from "../envelope.ts";

/** A 1.6 DataTransfer as a fact. */
export function dataTransferFact(request: DataTransferRequest, envelope: Envelope): DataTransferFact {
  return compact({
    fact: "dataTransfer" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    vendor: request.vendorId,
    message: request.messageId,
    data: request.data,
  });
}

/** 1.6 carries text only: anything else is sent as its JSON. */
export function dataTransferResponse(answer: DataTransferAnswer): DataTransferResponse {
  const { data } = answer;
  return compact({
    status: DATA_TRANSFER_STATUSES[answer.status],
    data: data === undefined || typeof data === "string" ? data : JSON.stringify(data),
  });
}
