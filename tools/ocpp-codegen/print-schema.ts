import { namesIn, schemaName, type Declaration } from "./declarations.ts";
import type { Field } from "./facts.ts";
import type { Printed } from "./print-accept.ts";

/** The lazily built zod schema of a declaration, in the words of `codec/schema.ts`. */
export function printSchema(declaration: Declaration): Printed {
  const helpers = new Set<string>();
  const use = (helper: string) => {
    helpers.add(helper);
    return helper;
  };
  const head = `export const ${schemaName(declaration.name)}: Schema<${declaration.name}> =`;
  if (declaration.kind === "enum") {
    const values = declaration.values.map((value) => `  ${JSON.stringify(value)},`);
    return { text: [`${head} ${use("oneOf")}([`, ...values, "]);"].join("\n"), helpers };
  }
  const fields = Object.entries(declaration.fields).map(([name, field]) => {
    const schema = schemaOf(field, use);
    return `  ${name}: ${field.required === true || field.type === "any" ? schema : `${use("optional")}(${schema})`},`;
  });
  const make = use(declaration.isOpen ? "open" : "closed");
  const text = fields.length === 0 ? `${head} ${make}(() => ({}));` : [`${head} ${make}(() => ({`, ...fields, "}));"].join("\n");
  return { text, helpers };
}

function schemaOf(field: Field, use: (helper: string) => string): string {
  const { type, format, maxLength, minimum, maximum, minItems, maxItems, multipleOf, array } = field;
  if (array !== undefined) return `${use("list")}(${[schemaOf(array, use), ...bounds(minItems, maxItems)].join(", ")})`;
  const [named] = namesIn(field);
  if (named !== undefined) return `${schemaName(named)}()`;
  if (format === "date-time") return `${use("dateTime")}()`;
  if (format === "uri") return `${use("uri")}()`;
  if (multipleOf !== undefined) return `${use("tenths")}()`;
  switch (type) {
    case "string":
      return `${use("text")}(${maxLength ?? ""})`;
    case "integer":
    case "number":
      return `${use(type)}(${bounds(minimum, maximum).join(", ")})`;
    case "boolean":
      return `${use("boolean")}()`;
    case "any":
      return `${use("optional")}(${use("anything")}())`;
    default:
      throw new Error(`The generator does not know the type ${type}.`);
  }
}

function bounds(minimum: number | undefined, maximum: number | undefined): readonly string[] {
  if (maximum !== undefined) return [String(minimum ?? "undefined"), String(maximum)];
  return minimum === undefined ? [] : [String(minimum)];
}
