import { v21, type ComponentVariableType, type GetReportRequest } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import { ITEMS_PER_MESSAGE, type Variable } from "./device-model.ts";
import { sendInParts } from "./parts.ts";
import { getVariable, reportData, setVariable } from "./variables.ts";

/** GetVariables, SetVariables, GetBaseReport and GetReport (B05–B08). */
export function reportAnswers(core: StationCore, model: readonly Variable[]): readonly (readonly [string, Answer])[] {
  const tooMany = { refusal: "occurrence", description: `At most ${ITEMS_PER_MESSAGE} variables per message (DeviceDataCtrlr.ItemsPerMessage).` } as const;
  const report = (requestId: number, reported: readonly Variable[]): void =>
    sendInParts(core, "NotifyReport", reported, ITEMS_PER_MESSAGE, (part) => ({ requestId, reportData: part.map(reportData) }));
  return [
    answers(v21.action("GetVariables"), ({ getVariableData: wanted }) =>
      wanted.length > ITEMS_PER_MESSAGE ? tooMany : { getVariableResult: wanted.map((variable) => getVariable(model, variable)) }),
    answers(v21.action("SetVariables"), ({ setVariableData: wanted }) =>
      wanted.length > ITEMS_PER_MESSAGE ? tooMany : { setVariableResult: wanted.map((variable) => setVariable(model, variable)) }),
    answers(v21.action("GetBaseReport"), ({ requestId, reportBase }) => {
      const summary = (variable: Variable): boolean => variable.name === "AvailabilityState" || variable.component === "ChargingStation";
      report(requestId, reportBase === "ConfigurationInventory" ? model.filter((variable) => variable.set !== undefined) : reportBase === "SummaryInventory" ? model.filter(summary) : model);
      return { status: "Accepted" };
    }),
    answers(v21.action("GetReport"), (request) => {
      const found = model.filter((variable) => isAsked(variable, request, model));
      if (found.length === 0) return { status: "EmptyResultSet" };
      report(request.requestId, found);
      return { status: "Accepted" };
    }),
  ];
}

/** B08: components by what holds of them, variables by name; both when both are given. */
function isAsked(variable: Variable, { componentCriteria, componentVariable }: GetReportRequest, model: readonly Variable[]): boolean {
  const holds = (criterion: string): boolean => {
    const state = model.find((other) => other.component === variable.component && other.evse === variable.evse && other.name === criterion);
    // A component that does not say otherwise is active, available and enabled; none of ours has a problem.
    return criterion === "Problem" ? state?.get() === "true" : state?.get() !== "false";
  };
  return (componentCriteria === undefined || componentCriteria.some(holds)) && (componentVariable === undefined || componentVariable.some((wanted) => isNamed(variable, wanted)));
}

/** What is left out in a name stands for all. */
export function isNamed(variable: Variable, { component, variable: named }: ComponentVariableType): boolean {
  const same = (one: string | undefined, other: string | undefined): boolean => other === undefined || one?.toLowerCase() === other.toLowerCase();
  return same(variable.component, component.name) && (component.evse === undefined || (component.evse.id === variable.evse && (component.evse.connectorId === undefined || component.evse.connectorId === variable.connector))) &&
    component.instance === undefined && same(variable.name, named?.name) && same(variable.instance, named?.instance);
}
