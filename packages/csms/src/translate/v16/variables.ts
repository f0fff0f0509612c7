import type { VariableName } from "@cpokit/model";
import type { ChangeConfigurationRequest, ChangeConfigurationResponse, GetConfigurationRequest, GetConfigurationResponse } from "@cpokit/ocpp/v16";
import { batches } from "../../commands/batches.ts";
import type { CommandPlan, MessageLimits, VariableResult } from "../../commands/command-plan.ts";
import { concludeChanges } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";

/** Reads configuration keys, all of them when none is named, as many at once as the station takes (GetConfigurationMaxKeys). */
export function planGetConfiguration(variables: readonly VariableName[], limits: MessageLimits): CommandPlan {
  const misfit = variables.find(({ component }) => component !== undefined);
  if (misfit !== undefined) return { unsupported: noComponents(misfit) };
  const keys = variables.map(({ variable }) => variable);
  const payloads: readonly GetConfigurationRequest[] = keys.length === 0 ? [{}] : batches(keys, limits.getItems).map((key) => ({ key: [...key] }));
  return {
    calls: payloads.map((payload) => ({ action: "GetConfiguration", payload })),
    conclude: (responses) => ({ outcome: "accepted", response: responses.flatMap((response) => configurationResults(validated(response))) }),
  };
}

/** Sets configuration keys, one call each: 1.6 has no more. */
export function planChangeConfiguration(values: readonly (VariableName & { readonly value: string })[]): CommandPlan {
  const misfit = values.find(({ component }) => component !== undefined);
  if (misfit !== undefined) return { unsupported: noComponents(misfit) };
  if (values.length === 0) return { unsupported: "Name at least one configuration key to set." };
  return {
    calls: values.map(({ variable, value }) => ({ action: "ChangeConfiguration", payload: { key: variable, value } satisfies ChangeConfigurationRequest })),
    conclude: (responses) => concludeChanges(responses.map((response, index) => {
      const { status } = validated<ChangeConfigurationResponse>(response);
      return compact({ variable: values[index]?.variable ?? "", value: values[index]?.value, status });
    })),
  };
}

function configurationResults({ configurationKey = [], unknownKey = [] }: GetConfigurationResponse): readonly VariableResult[] {
  return [
    ...configurationKey.map(({ key, value, readonly }) => compact({ variable: key, value, readonly, status: "Accepted" })),
    ...unknownKey.map((key) => ({ variable: key, status: "UnknownVariable" })),
  ];
}

function noComponents({ component, variable }: VariableName): string {
  return `OCPP 1.6 has configuration keys without components; ask for "${variable}" without "${component}".`;
}
