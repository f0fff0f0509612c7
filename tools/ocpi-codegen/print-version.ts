import type { EnumFact, FieldFact, Facts } from "./facts.ts";

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: "string", CiString: "string", DateTime: "string", URL: "string", number: "number", int: "number", boolean: "boolean", any: "unknown",
};
const WORDS: Readonly<Record<string, string>> = {
  CiString: "Compared without case, printable ASCII", DateTime: "UTC, RFC 3339", URL: "URL", int: "Integer",
};

/** The file of one version: an interface per object, a union per enum, and the facts that the reader works with. */
export function printVersion(version: string, facts: Facts, header: string, endpoints: string): string {
  const sections = [
    header,
    `import type { EndpointFact } from "../schema/endpoint-fact.ts";\nimport type { VersionFacts } from "../schema/version-facts.ts";`,
    ...Array.from(facts.enums, ([name, fact]) => printEnum(name, fact, facts.modules.get(name))),
    ...Array.from(facts.objects, ([name, fields]) => printInterface(name, fields, facts.modules.get(name))),
    printObjects(facts),
    printFacts(version, facts),
    endpoints,
  ];
  return `${sections.join("\n\n")}\n`;
}

function printEnum(name: string, { values, extensionValues, open }: EnumFact, module: string | undefined): string {
  const all = [...new Set([...values, ...extensionValues])].map((value) => JSON.stringify(value));
  const members = open ? [...all, "(string & {})"] : all;
  return `/** OCPI module ${module ?? "common"}${open ? "; open: unknown values are kept" : ""}. */\nexport type ${name} =\n${members.map((member) => `  | ${member}`).join("\n")};`;
}

function printInterface(name: string, fields: ReadonlyMap<string, FieldFact>, module: string | undefined): string {
  const members = Array.from(fields, ([field, fact]) => {
    const isOptional = fact.cardinality === "?" || fact.cardinality === "*" || fact.choice !== undefined;
    const type = PRIMITIVES[fact.type] ?? fact.type;
    const isList = fact.cardinality === "*" || fact.cardinality === "+";
    const words = describe(fact);
    return `${words === "" ? "" : `  /** ${words}. */\n`}  readonly ${field}${isOptional ? "?" : ""}: ${isList ? `readonly ${type}[]` : type};`;
  });
  return `/** OCPI module ${module ?? "common"}. */\nexport interface ${name} {\n${members.join("\n")}\n}`;
}

function describe({ type, maxLength, minimum, maximum, choice, extension, cardinality }: FieldFact): string {
  return [
    WORDS[type], maxLength === undefined || type === "DateTime" ? undefined : `at most ${maxLength} characters`,
    minimum === undefined ? undefined : `${minimum} to ${maximum}`, cardinality === "+" ? "at least one" : undefined,
    choice === undefined ? undefined : "one of a group", extension === undefined ? undefined : `extension ${extension}`,
  ].filter((word) => word !== undefined).join("; ").replace(/^./, (letter) => letter.toUpperCase());
}

function printObjects({ objects }: Facts): string {
  return `/** Every object by its name. */\nexport interface Objects {\n${Array.from(objects.keys(), (name) => `  readonly ${name}: ${name};`).join("\n")}\n}`;
}

function printFacts(version: string, { objects, enums }: Facts): string {
  const objectLines = Array.from(objects, ([name, fields]) => `    ${name}: {\n${Array.from(fields, ([field, fact]) => `      ${field}: ${printField(fact)},`).join("\n")}\n    },`);
  const enumLines = Array.from(enums, ([name, { values, extensionValues, open }]) => `    ${name}: { open: ${open}, values: ${JSON.stringify([...new Set([...values, ...extensionValues])])} },`);
  return `/** What the reader works with. */\nexport const facts: VersionFacts<${JSON.stringify(version)}> = {\n  version: ${JSON.stringify(version)},\n  objects: {\n${objectLines.join("\n")}\n  },\n  enums: {\n${enumLines.join("\n")}\n  },\n};`;
}

function printField({ type, cardinality, maxLength, minLength, regex, minimum, maximum, maxDigits, choice }: FieldFact): string {
  const rules = {
    maxLength: type === "DateTime" ? undefined : maxLength, minLength, pattern: regex,
    minimum, maximum: maximum ?? (maxDigits === undefined ? undefined : 10 ** maxDigits - 1), choice: choice === undefined ? undefined : true,
  };
  const given = Object.entries(rules).filter(([, value]) => value !== undefined).map(([name, value]) => `, ${name}: ${JSON.stringify(value)}`);
  return `{ is: ${JSON.stringify(cardinality)}, type: ${JSON.stringify(type)}${given.join("")} }`;
}
