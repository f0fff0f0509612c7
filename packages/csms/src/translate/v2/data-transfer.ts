import type { DataTransferResponse } from "@cpokit/ocpp/v201";
import type { DataTransferAnswer } from "../../data-transfer/data-transfer-answer.ts";
import { compact } from "../compact.ts";
import { DATA_TRANSFER_STATUSES } from "../data-transfer.ts";

/** The answer of the application as 2.x says it. */
export function dataTransferResponse(answer: DataTransferAnswer): DataTransferResponse {
  return compact({ status: DATA_TRANSFER_STATUSES[answer.status], data: answer.data });
}
