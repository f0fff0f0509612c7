import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const REPOSITORY = "https://github.com/cpokit/cpokit";

/** What the registry shows of each package, and what a release signs: where its source is, and who may use it. */
describe.each(readdirSync(join(root, "packages")))("the manifest of packages/%s", (folder) => {
  const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")) as Record<string, unknown>;

  it("says where its source, its page and its issues are", () => {
    expect(manifest).toMatchObject({
      repository: { type: "git", url: `git+${REPOSITORY}.git`, directory: `packages/${folder}` },
      homepage: `${REPOSITORY}/tree/main/packages/${folder}#readme`,
      bugs: `${REPOSITORY}/issues`,
    });
    expect(existsSync(join(root, "packages", folder, "README.md"))).toBe(true);
  });

  it("is published with provenance, under the licence of the repository", () => {
    expect(manifest).toMatchObject({ license: "Apache-2.0", publishConfig: { access: "public", provenance: true }, description: expect.stringMatching(/\.$/) });
  });

  it("is ESM that names its side effects and its entries with their types", () => {
    expect(manifest).toMatchObject({ type: "module", engines: { node: ">=22.18" }, sideEffects: folder === "pki" ? ["./src/reflect.ts", "./dist/*"] : false });
    const { "./package.json": own, ...entries } = manifest["exports"] as Record<string, unknown>;
    expect(own).toBe("./package.json");
    for (const entry of Object.values(entries)) expect(entry).toMatchObject({ "@cpokit/source": expect.stringMatching(/^\.\/src\//), types: expect.stringMatching(/\.d\.ts$/), default: expect.stringMatching(/\.js$/) });
  });
});
