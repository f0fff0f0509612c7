import type { Instant } from "@cpokit/kernel";
import type { VariableName } from "@cpokit/model";
import { collection, type Reader } from "@cpokit/storage";

/** One attribute of a variable; `type` is an OCPP AttributeEnumType. */
export interface DeviceAttribute {
  readonly type: string;
  /** Absent where the station tells none, e.g. of a write-only one. */
  readonly value?: string;
  readonly mutability?: "ReadOnly" | "WriteOnly" | "ReadWrite";
  readonly persistent?: boolean;
  readonly constant?: boolean;
}

/** One variable of a component as a station reported it. */
export interface DeviceVariable {
  readonly variable: string;
  readonly variableInstance?: string;
  readonly attributes: readonly DeviceAttribute[];
  readonly unit?: string;
  readonly dataType?: string;
  readonly minLimit?: number;
  readonly maxLimit?: number;
  readonly maxElements?: number;
  /** Comma-separated. */
  readonly valuesList?: string;
  readonly supportsMonitoring?: boolean;
}

/** Where a variable belongs; `""` is the one component of a 1.6 station, whose variables are its configuration keys. */
export interface ComponentName {
  readonly component: string;
  readonly componentInstance?: string;
  readonly evse?: number;
  readonly connector?: number;
}

/** One component of a station with all its variables. */
export interface DeviceComponent extends ComponentName {
  readonly station: string;
  readonly variables: readonly DeviceVariable[];
  /** When the station made the newest report of it. */
  readonly reportedAt: Instant;
}

/** What stations told of themselves, a document for each component. */
export const deviceComponents = collection<DeviceComponent>("deviceComponents", {
  indexes: { byStation: { keys: (body) => [[body.station, fold(body.component), body.evse ?? 0, body.connector ?? 0, fold(body.componentInstance ?? "")]] } },
});

/** The id of a component's document. Names compare without case (OCPP 2.0.1 part 1, 4.1). */
export function componentId(station: string, { component, componentInstance = "", evse = 0, connector = 0 }: ComponentName): string {
  return `${station}/${encodeURIComponent(fold(component))}/${encodeURIComponent(fold(componentInstance))}/${evse}/${connector}`;
}

/** What a station last told of one variable; nothing when it never did. */
export async function findVariable(reader: Reader, station: string, name: VariableName): Promise<DeviceVariable | undefined> {
  const component = await reader.get(deviceComponents, componentId(station, { ...name, component: name.component ?? "" }));
  return component?.variables.find((known) => isSame(known, name));
}

/** Every component of a station. */
export async function deviceModel(reader: Reader, station: string): Promise<readonly DeviceComponent[]> {
  const components: DeviceComponent[] = [];
  let after: string | undefined;
  do {
    const page = await reader.find(deviceComponents, { index: "byStation", prefix: station, limit: 1_000, ...(after === undefined ? {} : { after }) });
    components.push(...page.items.map(({ body }) => body));
    after = page.next;
  } while (after !== undefined);
  return components;
}

/** Whether two names mean the same variable of one component. */
export function isSame(one: Pick<DeviceVariable, "variable" | "variableInstance">, other: Pick<DeviceVariable, "variable" | "variableInstance">): boolean {
  return fold(one.variable) === fold(other.variable) && fold(one.variableInstance ?? "") === fold(other.variableInstance ?? "");
}

/** The value of the attribute `Actual`. */
export function actualValue(variable: DeviceVariable | undefined): string | undefined {
  return variable?.attributes.find(({ type }) => type === "Actual")?.value;
}

function fold(name: string): string {
  return name.toLowerCase();
}
