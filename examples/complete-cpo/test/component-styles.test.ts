import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL("../web/src/", import.meta.url));
const LIBRARY = fileURLToPath(new URL(".", import.meta.resolve("@mantine/core/styles.css")));
const BASE = ["baseline", "default-css-variables", "global"];

/** The components that the pages name, each with the modules that it is made of. */
function modules(): ReadonlySet<string> {
  const named = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [...readFileSync(join(SOURCES, file), "utf8").matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)])
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()));
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    for (const [, to = ""] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) visit(join(dirname(file), to));
  };
  for (const name of named) visit(join(LIBRARY, "esm/components", name, `${name}.mjs`));
  return seen;
}

it("the pages load the styles of each component that they use, and of those only", () => {
  const needed = [...modules()].flatMap((file) => /(\w+)\.module\.mjs$/.exec(file)?.[1] ?? []).filter((name) => existsSync(join(LIBRARY, "styles", `${name}.css`)));
  const loaded = [...readFileSync(join(SOURCES, "component-styles.ts"), "utf8").matchAll(/styles\/([\w-]+)\.css/g)].map(([, name]) => name);
  expect(needed.length).toBeGreaterThan(30);
  expect(loaded.toSorted()).toEqual([...new Set([...BASE, ...needed])].sort());
});
