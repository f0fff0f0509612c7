import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const conditions = ["@cpokit/source"];
/** What Node.js has compiled is kept for the next process: each worker, and each CPO that a test starts. */
const compiled = fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url));

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
      // Sources are run by Node.js itself, as `npm start` runs them.
      experimental: { viteModuleRunner: false },
      env: { NODE_COMPILE_CACHE: compiled },
      // One more than cores: while a test waits for its browser, its database or its processes, another one computes.
      maxWorkers: availableParallelism() + 1,
      setupFiles: [fileURLToPath(new URL("tools/test-setup.ts", import.meta.url))],
      // What hangs is found; what is slow on a busy machine is let be.
      testTimeout: 240_000,
      hookTimeout: 240_000,
      expect: { poll: { timeout: 60_000 } },
    },
  };
}

const folders = ["packages", "examples"]
  .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${folder}/package.json`));

/** Files that take longest; started last, one of them would go on alone. */
const SLOW = /(browser\/\w+|kill-postgres|kill-sqlite|seeds-\d|crash-\w+|roaming-kill|process|differential|start|kill|contract)\.test\.ts$/;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification): boolean => SLOW.test(moduleId);
    return [...sorted.filter(isSlow).sort((a, b) => Number(b.moduleId.includes("browser")) - Number(a.moduleId.includes("browser"))), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  test: { sequence: { sequencer: SlowFirst }, projects: [...folders.map(project), project("tools"), project("simulation")] },
});
