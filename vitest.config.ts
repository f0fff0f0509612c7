import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const conditions = ["@cpokit/source"];

function project(folder: string) {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name: folder.split("/").at(-1)!,
      root: folder,
      include: ["src/**/*.test.ts", "test/**/*.test.ts"],
      environment: "node" as const,
      isolate: false,
      // By default one core is left to the main process, which has nothing to do; and some tests wait for processes and browsers more than they work.
      maxWorkers: availableParallelism() + 1,
      setupFiles: [fileURLToPath(new URL("tools/test-setup.ts", import.meta.url))],
      // What hangs is found; what is slow on a busy machine is let be.
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  };
}

const folders = ["packages", "examples"]
  .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${folder}/package.json`));

export default defineConfig({
  test: { projects: [...folders.map(project), project("tools"), project("simulation")] },
});
