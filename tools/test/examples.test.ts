import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

it.each(readdirSync(join(root, "examples")))("the example %s starts by one command, says what it shows, and is tested", (name) => {
  const folder = join(root, "examples", name);
  const { scripts, description } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly scripts: Readonly<Record<string, string>>; readonly description: string };
  expect(scripts["start"]).toBe("node --conditions=@cpokit/source src/main.ts");
  expect(description).toMatch(/\.$/);
  expect(existsSync(join(folder, "src/main.ts"))).toBe(true);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("npm start");
  expect(globSync("{test,src}/**/*.test.ts", { cwd: folder }).length).toBeGreaterThan(0);
});
