import { createClauses } from "./clauses.ts";
import type { Facts, Field, Fields } from "./facts.ts";

/** One thing that a generated module declares. */
export type Declaration =
  | { readonly kind: "object"; readonly name: string; readonly fields: Fields; readonly isOpen: boolean; readonly about: string }
  | { readonly kind: "enum"; readonly name: string; readonly values: readonly string[]; readonly about: string };

/** A generated module: a functional block, or `common` for what several blocks use. */
export interface Module {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** Puts messages into the module of their block, and each type with its only user's module or into `common`. */
export function modules(facts: Facts): readonly Module[] {
  const homes = new Map<string, Set<string>>();
  const visit = (fields: Fields, home: string): void => {
    for (const name of Object.values(fields).flatMap(namesIn)) {
      const users = homes.get(name) ?? new Set();
      homes.set(name, users);
      if (users.has(home)) continue;
      users.add(home);
      visit(facts.types[name] ?? {}, home);
    }
  };
  const clauseOf = createClauses(facts);
  const byModule = new Map<string, Declaration[]>();
  const declare = (module: string, declaration: Declaration) => byModule.set(module, [...(byModule.get(module) ?? []), declaration]);

  for (const [action, { block, request, response, messageType }] of Object.entries(facts.messages)) {
    const home = fileName(block);
    const sentBy = { station: "The station sends it.", csms: "The CSMS sends it.", both: "Both sides send it." }[facts.messages[action]!.from];
    declare(home, { kind: "object", name: `${action}Request`, fields: request, isOpen: false, about: `${action}. ${sentBy} ${clauseOf(`${action}Request`)}.` });
    visit(request, home);
    if (messageType === "SEND") continue;
    declare(home, { kind: "object", name: `${action}Response`, fields: response ?? {}, isOpen: false, about: `The answer to ${action}. ${clauseOf(`${action}Response`)}.` });
    visit(response ?? {}, home);
  }
  const homeOf = (name: string) => {
    const users = [...(homes.get(name) ?? [])];
    if (users.length === 0) throw new Error(`Nothing uses ${name} of OCPP ${facts.version}.`);
    return users.length === 1 ? users[0]! : "common";
  };
  for (const [name, fields] of Object.entries(facts.types)) {
    const isOpen = facts.openTypes.includes(name);
    const about = `${isOpen ? "Open by design: fields of any name are kept. " : ""}${clauseOf(name)}.`;
    declare(homeOf(name), { kind: "object", name, fields, isOpen, about });
  }
  for (const [name, values] of Object.entries(facts.enums)) declare(homeOf(name), { kind: "enum", name, values, about: `${clauseOf(name)}.` });
  return [...byModule].map(([name, declarations]) => ({ name, declarations })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The types and enums that a field names. */
export function namesIn(field: Field): readonly string[] {
  if (field.array !== undefined) return namesIn(field.array);
  return [field.enum ?? field.object].filter((name) => name !== undefined);
}

/** `firmwareManagement` lives in `firmware-management`; the digits of `iso15118` stay with their letters. */
export function fileName(block: string): string {
  return block.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `isMeterValue` accepts a `MeterValue`. */
export function acceptName(name: string): string {
  return `is${name}`;
}

/** `meterValueSchema` explains a `MeterValue`. */
export function schemaName(name: string): string {
  return `${name[0]!.toLowerCase()}${name.slice(1)}Schema`;
}
