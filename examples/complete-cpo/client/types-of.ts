/** What this needs of OpenAPI 3.1. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema?: Schema }[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

export interface Description {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const BASE = "/api/v1";

/** The types of a whole description: one per named schema, and one entry per route with what goes in and comes out. */
export function typesOf({ components, paths }: Description): string {
  const schemas = Object.entries(components?.schemas ?? {}).toSorted(byName).map(([name, schema]) => `export type ${nameOf(name)} = ${typeOf(schema)};`);
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path.replace(BASE, "")}`, operation] as const)).toSorted(byName);
  return [
    "// Made by `npm run client` from /openapi.json. Do not edit.", "",
    ...schemas, "",
    "/** Every route: what goes into its path, query and body, and what a good answer is. */",
    "export interface Routes {",
    ...routes.map(([name, operation]) => `  /** ${operation.summary ?? name} */\n  ${JSON.stringify(name)}: ${routeOf(operation)};`),
    "}", "",
  ].join("\n");
}

function routeOf({ parameters = [], requestBody, responses }: Operation): string {
  const inPlace = (place: string): string | undefined => {
    const fields = parameters.filter((parameter) => parameter.in === place).map(({ name, required = false, schema = {} }) => `${key(name)}${required ? "" : "?"}: ${typeOf(schema)}`);
    return fields.length === 0 ? undefined : `{ ${fields.join("; ")} }`;
  };
  const body = schemaOf(requestBody);
  const good = Object.entries(responses).filter(([status]) => status.startsWith("2")).map(([, response]) => schemaOf(response));
  const answer = good.length > 0 && good.every((schema) => schema !== undefined) ? [...new Set(good.map(typeOf))].join(" | ") : "Response";
  const parts = [["path", inPlace("path")], ["query", inPlace("query")], ["body", body === undefined ? undefined : typeOf(body)], ["answer", answer]];
  return `{ ${parts.filter(([, type]) => type !== undefined).map(([name, type]) => `${name}: ${type}`).join("; ")} }`;
}

/** Only JSON has a type; everything else is given as it came. */
function schemaOf(content: Content | undefined): Schema | undefined {
  return content?.content?.["application/json"]?.schema;
}

function typeOf(schema: Schema): string {
  const { $ref, enum: values, type, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) return nameOf($ref.split("/").at(-1) ?? "");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return joined(choices, " | ");
  // What says only how something is shown has no type of its own.
  if (allOf !== undefined) return joined(allOf.filter((each) => typeOf(each) !== "unknown"), " & ");
  if (typeof type === "object") return type.map((each) => plainType({ ...schema, type: each })).join(" | ");
  return plainType(schema);
}

function plainType({ type, items, prefixItems, properties, required = [], additionalProperties }: Schema): string {
  switch (type) {
    case "string": return "string";
    case "integer":
    case "number": return "number";
    case "boolean": return "boolean";
    case "null": return "null";
    case "array": return prefixItems === undefined ? `${wrapped(typeOf(items ?? {}))}[]` : `[${prefixItems.map(typeOf).join(", ")}]`;
    default: break;
  }
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, schema]) => `${key(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)}`);
    return fields.length === 0 ? "Record<string, never>" : `{ ${fields.join("; ")} }`;
  }
  if (type !== "object") return "unknown";
  return `Record<string, ${typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown"}>`;
}

function joined(schemas: readonly Schema[], by: " | " | " & "): string {
  const types = [...new Set(schemas.map((each) => wrapped(typeOf(each))))];
  return types.length === 0 || types.includes("unknown") ? "unknown" : types.join(by);
}

function wrapped(type: string): string {
  return /[|&]/.test(type) ? `(${type})` : type;
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

function nameOf(name: string): string {
  return name.replaceAll(/\W/g, "_");
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
