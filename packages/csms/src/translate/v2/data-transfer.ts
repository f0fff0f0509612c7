import type { DataTransferFact } from "@cpokit/model";
import type { DataTransferResponse } from "@cpokit/ocpp/v201";
import type { DataTransferRequest } from "@cpokit/ocpp/v21";
import type { DataTransferAnswer } from "../../data-transfer/data-transfer-answer.ts";
import { compact } from "../compact.ts";
import { DATA_TRANSFER_STATUSES } from "../data-transfer-status.ts";
import type { Envelope } from "../envelope.ts";

/** A 2.x DataTransfer as a fact. */
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

/** The answer of the application as 2.x says it. */
export function dataTransferResponse(answer: DataTransferAnswer): DataTransferResponse {
  return compact({ status: DATA_TRANSFER_STATUSES[answer.status], data: answer.data });
}
