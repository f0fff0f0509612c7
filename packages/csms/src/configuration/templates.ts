import type { Station, VariableName } from "@cpokit/model";
import { collection, type Reader } from "@cpokit/storage";
import type { Version } from "@cpokit/ocpp";
import { fingerprint } from "../translate/fingerprint.ts";
import { settingVariable, type SettingName } from "../translate/settings.ts";

/** One value that a template asks for: a setting that all versions know, or a variable (a 1.6 key without component) by its own name. */
export type TemplateValue = { readonly value: string } & ({ readonly setting: SettingName } | VariableName);

/** How some stations shall be set. Where several templates apply, those of a higher `priority` win. */
export interface ConfigurationTemplate {
  readonly id: string;
  readonly priority: number;
  /** Which stations it is for; what is absent matches all. */
  readonly match: {
    readonly stations?: readonly string[];
    readonly locationId?: string;
    readonly vendor?: string;
    readonly model?: string;
    readonly firmware?: string;
    readonly protocol?: Version;
  };
  readonly values: readonly TemplateValue[];
  /** `report` only says what differs; `repair` also sets it. */
  readonly mode: "report" | "repair";
  /** A station's boot stays pending until it is set as this template wants. */
  readonly beforeAccept?: boolean;
  /** Restarts the station, once it is idle, for values that only a restart brings into effect. */
  readonly restart?: boolean;
}

export const configurationTemplates = collection<ConfigurationTemplate>("configurationTemplates");

/** A value that a station shall have, by the name of its version. */
export interface DesiredValue {
  readonly name: VariableName;
  readonly value: string;
  readonly repair: boolean;
}

/** All that the templates want of one station. */
export interface DesiredConfiguration {
  readonly values: readonly DesiredValue[];
  readonly beforeAccept: boolean;
  readonly restart: boolean;
  /** Changes when anything of it does. */
  readonly fingerprint: string;
}

/** What the templates want of a station; nothing when none applies. */
export async function desiredConfiguration(reader: Reader, station: Station, version: Version): Promise<DesiredConfiguration | undefined> {
  const { items } = await reader.find(configurationTemplates, { limit: 1_000 });
  const templates = items.map(({ body }) => body).filter((template) => applies(template, station, version)).sort((left, right) => left.priority - right.priority || (left.id < right.id ? -1 : 1));
  if (templates.length === 0) return undefined;
  const byName = new Map<string, DesiredValue>();
  for (const { values, mode } of templates) {
    for (const wanted of values) {
      const { value, ...naming } = wanted;
      const name = "setting" in naming ? settingVariable(version, naming.setting) : naming;
      if (name !== undefined && fits(name, version)) byName.set(fingerprint(name), { name, value, repair: mode === "repair" });
    }
  }
  const desired = {
    values: [...byName.values()],
    beforeAccept: templates.some(({ beforeAccept }) => beforeAccept === true),
    restart: templates.some(({ restart }) => restart === true),
  };
  return { ...desired, fingerprint: fingerprint(desired) };
}

function applies({ match }: ConfigurationTemplate, station: Station, version: Version): boolean {
  return (match.stations?.includes(station.id) ?? true)
    && (match.locationId === undefined || match.locationId === station.locationId)
    && (match.vendor === undefined || match.vendor === station.vendor)
    && (match.model === undefined || match.model === station.model)
    && (match.firmware === undefined || match.firmware === station.firmware)
    && (match.protocol === undefined || match.protocol === version);
}

/** Keys are for 1.6, components for 2.x: one template may hold both. */
function fits(name: VariableName, version: Version): boolean {
  return (version === "1.6") === (name.component === undefined);
}
