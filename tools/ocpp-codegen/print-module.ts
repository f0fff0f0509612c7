import { acceptName, namesIn, schemaName, type Module } from "./declarations.ts";
import { printAccept } from "./print-accept.ts";
import { printType } from "./print-interface.ts";
import { printSchema } from "./print-schema.ts";
import type { UnitOf } from "./units.ts";

/** Which file of `src/codec/` holds a helper that generated code calls. */
const HELPER_FILES: Readonly<Record<string, string>> = { isDateTime: "date-time", isUri: "uri" };

/** One module: types on top, as a reader wants them, then what accepts and what explains them. */
export function printModule({ name, declarations }: Module, common: ReadonlySet<string>, header: string, unitOf: UnitOf): string {
  const accepts = declarations.map(printAccept);
  const schemas = declarations.map(printSchema);
  const used = new Set(declarations.flatMap((declaration) => (declaration.kind === "enum" ? [] : Object.values(declaration.fields).flatMap(namesIn))));
  const shared = name === "common" ? [] : [...used].filter((type) => common.has(type)).toSorted();
  const checks = [...new Set(accepts.flatMap(({ helpers }) => [...helpers]))].toSorted();
  const builders = [...new Set(schemas.flatMap(({ helpers }) => [...helpers]))].toSorted();
  const imports = [
    ...["checks", "date-time", "uri"].flatMap((file) => {
      const helpers = checks.filter((helper) => (HELPER_FILES[helper] ?? "checks") === file);
      return helpers.length === 0 ? [] : [importLine(helpers, `../../codec/${file}.ts`)];
    }),
    importLine([...builders, "type Schema"], "../../codec/schema.ts"),
    ...(shared.length === 0 ? [] : [importLine(shared.flatMap((type) => [acceptName(type), schemaName(type), `type ${type}`]), "./common.ts")]),
  ];
  const texts = [...declarations.map((declaration) => printType(declaration, unitOf)), ...accepts.map(({ text }) => text), ...schemas.map(({ text }) => text)];
  return `${[header, imports.join("\n"), ...texts].join("\n\n")}\n`;
}

/** An import or re-export on as few lines of at most 140 characters as it needs. */
export function importLine(names: readonly string[], from: string, keyword = "import"): string {
  const line = `${keyword} { ${names.join(", ")} } from "${from}";`;
  if (line.length <= 140) return line;
  return [`${keyword} {`, ...wrap(names), `} from "${from}";`].join("\n");
}

function wrap(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length + 2 > 140) lines.push(`  ${name},`);
    else lines[lines.length - 1] = `${last} ${name},`;
  }
  return lines;
}
