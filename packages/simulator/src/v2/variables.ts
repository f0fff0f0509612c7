import type {
  GetVariableDataType, GetVariableResultType, ReportDataType, SetVariableDataType, SetVariableResultType,
} from "@cpokit/ocpp/v201";
import type { Variable } from "./device-model.ts";

type VariableReference = Pick<GetVariableDataType, "component" | "variable">;

/** Reads one variable (B06). */
export function getVariable(model: readonly Variable[], wanted: GetVariableDataType): GetVariableResultType {
  const { component, variable, attributeType = "Actual" } = wanted;
  const found = find(model, wanted);
  const result = { component, variable, attributeType };
  if (typeof found === "string") return { ...result, attributeStatus: found };
  if (attributeType !== "Actual") return { ...result, attributeStatus: "NotSupportedAttributeType" };
  if (found.mutability === "WriteOnly") return { ...result, attributeStatus: "Rejected" };
  return { ...result, attributeStatus: "Accepted", attributeValue: found.get() };
}

/** Writes one variable (B05). */
export function setVariable(model: readonly Variable[], wanted: SetVariableDataType): SetVariableResultType {
  const { component, variable, attributeType = "Actual" } = wanted;
  const found = find(model, wanted);
  const result = { component, variable, attributeType };
  if (typeof found === "string") return { ...result, attributeStatus: found };
  if (attributeType !== "Actual") return { ...result, attributeStatus: "NotSupportedAttributeType" };
  return { ...result, attributeStatus: found.set?.(wanted.attributeValue) === true ? "Accepted" : "Rejected" };
}

/** A variable as NotifyReport tells it (B07). */
export function reportData(entry: Variable): ReportDataType {
  const { component, evse, connector, name, instance, dataType, mutability, unit } = entry;
  const place = evse === undefined ? {} : { evse: { id: evse, ...(connector === undefined ? {} : { connectorId: connector }) } };
  return {
    component: { name: component, ...place },
    variable: { name, ...(instance === undefined ? {} : { instance }) },
    variableAttribute: [{ type: "Actual", mutability, ...(mutability === "WriteOnly" ? {} : { value: entry.get() }) }],
    variableCharacteristics: { dataType, supportsMonitoring: true, ...(unit === undefined ? {} : { unit }) },
  };
}

/** Names are told apart without regard to case (2.x part 2, "ComponentType"). */
export function find(model: readonly Variable[], { component, variable }: VariableReference): Variable | "UnknownComponent" | "UnknownVariable" {
  const ofComponent = model.filter((entry) =>
    same(entry.component, component.name) && component.instance === undefined &&
    entry.evse === component.evse?.id && (entry.connector === component.evse?.connectorId || entry.connector === undefined));
  if (ofComponent.length === 0) return "UnknownComponent";
  return ofComponent.find((entry) => same(entry.name, variable.name) && same(entry.instance ?? "", variable.instance ?? "")) ?? "UnknownVariable";
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
