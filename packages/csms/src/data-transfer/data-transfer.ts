import type { DataTransferFact } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { Hooks } from "../hooks.ts";
import type { DataTransferAnswer } from "./data-transfer-answer.ts";

/** The block for vendors' own messages. */
export interface DataTransfers {
  answer(unit: Unit, fact: DataTransferFact): Promise<DataTransferAnswer>;
}

/** Hands vendor messages to the application; one that nobody knows is shown to the operator. */
export function createDataTransfers({ hooks, journal }: { readonly hooks: Hooks; readonly journal: StationJournal }): DataTransfers {
  return {
    async answer(unit, fact) {
      const answer: DataTransferAnswer = (await hooks.dataTransfer?.(fact, unit)) ?? { status: "unknownVendor" };
      if (answer.status === "unknownVendor" || answer.status === "unknownMessage") {
        const summary = `${fact.vendor}${fact.message === undefined ? "" : ` ${fact.message}`}: nothing here knows this message`;
        await journal.record(unit, { station: fact.station, severity: "info", kind: "DataTransfer", summary, content: fact.data });
      }
      return answer;
    },
  };
}
