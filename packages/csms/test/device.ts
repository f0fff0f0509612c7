import type { CallOutcome, Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { validRequest } from "./valid.ts";

/** A variable that a fake device has; named as its version names it, `Component.Variable` in 2.x. */
export interface FakeVariable {
  value: string;
  readonly access?: "readOnly" | "writeOnly";
  /** The word that setting it is answered with; `Accepted` when absent. */
  readonly answer?: string;
  /** A value that is taken and not kept. */
  readonly sticky?: boolean;
}

/** Variables of a station, read and set as its version does. */
export function createFakeDevice(protocol: Protocol, variables: Readonly<Record<string, FakeVariable>>) {
  const answer = (action: string, payload: unknown): CallOutcome => {
    const result = (response: unknown): CallOutcome => ({ outcome: "result", payload: response });
    if (protocol === v16) {
      if (action === "GetConfiguration") {
        const { key = Object.keys(variables) } = validRequest(v16, action, payload as never);
        const known = key.filter((name) => variables[name] !== undefined);
        return result({
          configurationKey: known.map((name) => ({ key: name, readonly: variables[name]?.access === "readOnly", ...(variables[name]?.access === "writeOnly" ? {} : { value: variables[name]?.value }) })),
          unknownKey: key.filter((name) => variables[name] === undefined),
        });
      }
      if (action === "ChangeConfiguration") {
        const { key, value } = validRequest(v16, action, payload as never);
        return result({ status: set(key, value, "NotSupported") });
      }
    }
    if (action === "GetVariables") {
      const { getVariableData } = payload as { getVariableData: { component: { name: string }; variable: { name: string } }[] };
      return result({
        getVariableResult: getVariableData.map(({ component, variable }) => {
          const found = variables[`${component.name}.${variable.name}`];
          if (found === undefined) return { component, variable, attributeStatus: "UnknownVariable" };
          return found.access === "writeOnly" ? { component, variable, attributeStatus: "Rejected" } : { component, variable, attributeStatus: "Accepted", attributeValue: found.value };
        }),
      });
    }
    if (action === "SetVariables") {
      const { setVariableData } = payload as { setVariableData: { component: { name: string }; variable: { name: string }; attributeValue: string }[] };
      return result({
        setVariableResult: setVariableData.map(({ component, variable, attributeValue }) => (
          { component, variable, attributeStatus: set(`${component.name}.${variable.name}`, attributeValue, "UnknownVariable") }
        )),
      });
    }
    return result({ status: "Accepted" });
  };

  function set(name: string, value: string, unknown: string): string {
    const found = variables[name];
    if (found === undefined) return unknown;
    if (found.access === "readOnly") return "Rejected";
    const status = found.answer ?? "Accepted";
    if (status === "Accepted" && found.sticky !== true) found.value = value;
    return status;
  }

  return { answer, variables };
}
