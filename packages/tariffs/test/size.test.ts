/** What an application pays for importing `price` alone (tariffs §6). */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

const MOST = 15 * 1024;

it("price alone imports below 15 KB gzip, with no dependency but the kernel", async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: 'export { price } from "@cpokit/tariffs";', resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    bundle: true, minify: true, format: "esm", target: "es2023", write: false, metafile: true, conditions: ["@cpokit/source"], logLevel: "silent",
  });
  const foreign = Object.keys(metafile.inputs).filter((path) => path !== "<stdin>" && !/packages\/(tariffs|kernel)\/src\//.test(path));
  expect(foreign).toEqual([]);
  expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThan(MOST);
});
