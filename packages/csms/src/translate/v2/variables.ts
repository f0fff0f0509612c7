import type { VariableName } from "@cpokit/model";
import type {
  AttributeEnumType, ComponentType, GetVariableDataType, GetVariablesResponse, SetVariableDataType, SetVariablesResponse, VariableType,
} from "@cpokit/ocpp/v201";
import { batches } from "../../commands/batches.ts";
import type { CommandPlan, MessageLimits, VariableResult } from "../../commands/command-plan.ts";
import { concludeChanges } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";

/** Reads variables, as many at once as the station takes (ItemsPerMessage and BytesPerMessage of GetVariables). */
export function planGetVariables(variables: readonly VariableName[], limits: MessageLimits): CommandPlan {
  const problem = problemOf(variables);
  if (problem !== undefined) return { unsupported: problem };
  const data = variables.map((name): GetVariableDataType => variableData(name));
  return {
    calls: batches(data, limits.getItems, limits.getBytes).map((getVariableData) => ({ action: "GetVariables", payload: { getVariableData: [...getVariableData] } })),
    conclude: (responses) => ({ outcome: "accepted", response: responses.flatMap((response) => getResults(validated(response))) }),
  };
}

/** Sets variables, as many at once as the station takes. */
export function planSetVariables(values: readonly (VariableName & { readonly value: string })[], limits: MessageLimits): CommandPlan {
  const problem = problemOf(values);
  if (problem !== undefined) return { unsupported: problem };
  const data = values.map((item): SetVariableDataType => ({ ...variableData(item), attributeValue: item.value }));
  return {
    calls: batches(data, limits.setItems, limits.setBytes).map((setVariableData) => ({ action: "SetVariables", payload: { setVariableData: [...setVariableData] } })),
    conclude: (responses) => concludeChanges(responses.flatMap((response) => setResults(validated(response)))),
  };
}

function problemOf(variables: readonly VariableName[]): string | undefined {
  if (variables.length === 0) return "Name at least one variable; for all of them ask for a report (GetBaseReport).";
  const bare = variables.find(({ component }) => component === undefined);
  return bare === undefined ? undefined : `OCPP 2.x variables belong to a component; say which one "${bare.variable}" is of.`;
}

function variableData(name: VariableName): GetVariableDataType {
  const evse = name.evse === undefined ? undefined : compact({ id: name.evse, connectorId: name.connector });
  return compact({
    component: compact({ name: name.component ?? "", instance: name.componentInstance, evse }),
    variable: compact({ name: name.variable, instance: name.variableInstance }),
    attributeType: name.attribute === undefined ? undefined : validated<AttributeEnumType>(name.attribute),
  });
}

function getResults({ getVariableResult }: GetVariablesResponse): readonly VariableResult[] {
  return getVariableResult.map((result) => ({
    ...nameOf(result.component, result.variable, result.attributeType),
    ...compact({ status: result.attributeStatus, value: result.attributeValue }),
  }));
}

function setResults({ setVariableResult }: SetVariablesResponse): readonly VariableResult[] {
  return setVariableResult.map((result) => ({ ...nameOf(result.component, result.variable, result.attributeType), status: result.attributeStatus }));
}

function nameOf(component: ComponentType, variable: VariableType, attribute: AttributeEnumType | undefined): VariableName {
  return compact({
    component: component.name,
    componentInstance: component.instance,
    evse: component.evse?.id,
    connector: component.evse?.connectorId,
    variable: variable.name,
    variableInstance: variable.instance,
    attribute,
  });
}
