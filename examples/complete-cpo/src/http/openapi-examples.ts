interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: unknown;
}

interface Operation {
  readonly parameters?: readonly { readonly schema?: Schema; readonly example?: unknown }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Description {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Schemas that contain themselves end here. */
const DEEPEST = 12;

/** The description of the API with an example for every parameter, body and answer: its own where it has one, else one that its schema allows. */
export function withExamples<Document extends object>(document: Document): Document {
  const { paths = {}, components } = document as Description;
  const schemas = components?.schemas ?? {};
  const media = (content: Readonly<Record<string, Media>> | undefined) => content && mapValues(content, (each) => (each.example !== undefined || each.examples !== undefined || each.schema === undefined ? each : { ...each, example: exampleOf(each.schema, schemas) }));
  return {
    ...document,
    paths: mapValues(paths, (methods) => mapValues(methods, (operation) => ({
      ...operation,
      ...(operation.parameters && { parameters: operation.parameters.map((each) => (each.example !== undefined || each.schema === undefined ? each : { ...each, example: exampleOf(each.schema, schemas) })) }),
      ...(operation.requestBody && { requestBody: { ...operation.requestBody, content: media(operation.requestBody.content) } }),
      ...(operation.responses && { responses: mapValues(operation.responses, (response) => ({ ...response, ...(response.content && { content: media(response.content) }) })) }),
    }))),
  };
}

/** A value that a schema allows. Text with an unusual pattern needs an example of its own. */
export function exampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>, depth = 0): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const inner = (other: Schema): unknown => exampleOf(other, schemas, depth + 1);
  if (schema.$ref !== undefined) return inner(schemas[schema.$ref.replace("#/components/schemas/", "")] ?? {});
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice?.[0] !== undefined) return inner(choice[0]);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(inner)) as unknown;
  switch (typeof schema.type === "string" ? schema.type : schema.type?.find((type) => type !== "null")) {
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).filter(([name]) => depth < DEEPEST && (depth < 4 || schema.required?.includes(name) === true));
      return Object.fromEntries(fields.map(([name, field]) => [name, inner(field)]));
    }
    case "array":
      return schema.items === undefined || (depth > 6 && (schema.minItems ?? 0) === 0) ? [] : Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => inner(schema.items ?? {}));
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? Math.min(1, schema.maximum ?? 1) : schema.exclusiveMinimum + 1);
    case "boolean":
      return true;
    default:
      return {};
  }
}

/** Text of the usual forms; the first that a pattern takes is its example. */
const FORMS: readonly string[] = ["1", "52.3700", "en", "12:30", "2026-11-21T09:30", "EUR", "A", "NL", "#1a2b3c", "NL*CPO*E1", "2026-11-21", "d41d8cd98f00b204e9800998ecf8427e", "main", "host/anna", "ABCD1234", "123456"];

function textOf({ format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): string {
  if (pattern !== undefined) {
    const allowed = new RegExp(pattern);
    const form = FORMS.find((each) => allowed.test(each) && each.length >= minLength && each.length <= maxLength);
    if (form !== undefined) return form;
  }
  if (format === "date-time") return "2026-11-21T09:30:00.000Z";
  if (format === "date") return "2026-11-21";
  if (format === "uri") return "https://example.org/file";
  if (format === "email") return "anna@example.org";
  const text = "text".slice(0, Math.min(4, maxLength));
  return text.padEnd(minLength, "x");
}

function mapValues<Value, Next>(record: Readonly<Record<string, Value>>, next: (value: Value) => Next): Record<string, Next> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, next(value)]));
}
