import { v21 } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import { sendInParts } from "./parts.ts";

/** The longest text in one NotifyCustomerInformation. */
const LONGEST = 512;

/** CustomerInformation (N09, N10): what the local list and the cache know of a token. */
export function customerAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  return [
    answers(v21.action("CustomerInformation"), ({ requestId, report, clear, idToken, customerIdentifier, customerCertificate }) => {
      if (!report && !clear) return { status: "Rejected", statusInfo: { reasonCode: "InvalidValue" } };
      if (idToken === undefined && customerIdentifier === undefined && customerCertificate === undefined) return { status: "Invalid" };
      const value = idToken?.idToken ?? customerIdentifier;
      const known = value === undefined ? undefined : core.memory.known(value);
      const text = known === undefined ? "" : `${value}: ${known.status}${known.group === undefined ? "" : `, group ${known.group}`}`;
      if (clear && value !== undefined) core.memory.forget(value);
      const data = report ? text : "";
      sendInParts(core, "NotifyCustomerInformation", Array.from(data), LONGEST, (part) => ({ requestId, data: part.join("") }));
      return { status: "Accepted" };
    }),
  ];
}
