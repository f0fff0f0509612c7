import { v201, type AuthorizeRequest, type BootNotificationRequest, type ConnectorStatusEnumType } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import type { EvseView } from "../evse/evse.ts";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer, Dialect } from "../station/dialect.ts";
import { chargingProfileAnswers } from "./charging-profiles.ts";
import { commandAnswers } from "./commands.ts";
import { deviceModel, ITEMS_PER_MESSAGE } from "./device-model.ts";
import { authorizationOf, idToken } from "./id-token.ts";
import { transactionEvent } from "./transaction-event.ts";
import { getVariable, reportData, setVariable } from "./variables.ts";

/** Speaks OCPP 2.0.1 or 2.1, which differ little for a station: requests are read with the wider 2.1, and written as 2.0.1 has them. */
export function createDialectV2(core: StationCore, version: "2.0.1" | "2.1"): Dialect {
  return {
    protocol: version === "2.1" ? v21 : v201,
    boot(reason) {
      const { vendor, model, serial, firmware } = core.plate;
      const payload: BootNotificationRequest = { reason, chargingStation: { vendorName: vendor, model, serialNumber: serial, firmwareVersion: firmware } };
      return { action: "BootNotification", payload };
    },
    readBoot: (response) => (v21.action("BootNotification").response.accepts(response) ? response : undefined),
    heartbeat: () => ({ action: "Heartbeat", payload: {} }),
    statusOf,
    status: (evse, connector, status, at) => ({
      action: "StatusNotification", payload: { evseId: evse, connectorId: connector, connectorStatus: status, timestamp: core.stamp(at) },
    }),
    authorize: (token) => ({ action: "Authorize", payload: { idToken: idToken(token) } satisfies AuthorizeRequest }),
    readAuthorize: (response) => (v21.action("Authorize").response.accepts(response) ? authorizationOf(response.idTokenInfo) : undefined),
    transaction: (update) => [transactionEvent(core, version === "2.1", update)],
    answers: new Map([...commandAnswers(core), ...variableAnswers(core), ...chargingProfileAnswers(core)]),
  };
}

function statusOf(view: EvseView, connector: number): ConnectorStatusEnumType {
  if (!view.operative) return "Unavailable";
  if (view.connector === undefined) return "Available";
  return view.connector === connector ? "Occupied" : "Unavailable";
}

function variableAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  const model = deviceModel(core);
  const tooMany = { refusal: "occurrence", description: `At most ${ITEMS_PER_MESSAGE} variables per message (DeviceDataCtrlr.ItemsPerMessage).` } as const;
  return [
    answers(v21.action("GetVariables"), ({ getVariableData: wanted }) =>
      wanted.length > ITEMS_PER_MESSAGE ? tooMany : { getVariableResult: wanted.map((variable) => getVariable(model, variable)) }),
    answers(v21.action("SetVariables"), ({ setVariableData: wanted }) =>
      wanted.length > ITEMS_PER_MESSAGE ? tooMany : { setVariableResult: wanted.map((variable) => setVariable(model, variable)) }),
    answers(v21.action("GetBaseReport"), ({ requestId, reportBase }) => {
      if (reportBase === "SummaryInventory") return { status: "NotSupported" };
      const reported = reportBase === "ConfigurationInventory" ? model.filter((variable) => variable.set !== undefined) : model;
      const parts = Math.ceil(reported.length / ITEMS_PER_MESSAGE);
      for (let part = 0; part < parts; part += 1) {
        core.later(() => ({
          action: "NotifyReport",
          payload: {
            requestId, seqNo: part, generatedAt: core.stamp(core.now()), ...(part < parts - 1 ? { tbc: true } : {}),
            reportData: reported.slice(part * ITEMS_PER_MESSAGE, (part + 1) * ITEMS_PER_MESSAGE).map(reportData),
          },
        }));
      }
      return { status: "Accepted" };
    }),
  ];
}
