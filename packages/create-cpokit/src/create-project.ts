import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { CpoError } from "@cpokit/kernel";

/** What was written. */
export interface CreatedProject {
  /** Absolute path. */
  readonly folder: string;
  /** The name in its package.json: the folder's, as npm accepts it. */
  readonly name: string;
}

/** The libraries that the written project uses; all packages share one version. */
const LIBRARIES = ["billing", "csms", "kernel", "model", "ocpp", "ocpp-ws", "sessions", "simulator", "storage", "storage-sqlite"];

/**
 * Writes a small charge point operator into a folder, which is made when it is not there.
 * @throws `create-cpokit.folder` when something is in the folder already: nothing of anybody is overwritten.
 */
export function createProject(path: string): CreatedProject {
  const folder = resolve(path);
  if (existsSync(folder) && readdirSync(folder).some((name) => name !== ".git")) {
    throw new CpoError("create-cpokit.folder", `There is something in ${folder} already; name a folder that is new or empty.`, { folder });
  }
  const name = basename(folder).toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "my-cpo";
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string };
  mkdirSync(folder, { recursive: true });
  cpSync(new URL("../template", import.meta.url), folder, { recursive: true });
  renameSync(join(folder, "_gitignore"), join(folder, ".gitignore")); // npm leaves a .gitignore out of a package
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(name, version), undefined, 2)}\n`);
  return { folder, name };
}

function manifest(name: string, version: string): object {
  return {
    name,
    private: true,
    version: "0.1.0",
    type: "module",
    engines: { node: ">=22.18" },
    scripts: {
      start: "node src/main.ts",
      station: "cpokit-simulator --url ws://localhost:9000 --stations 1 --version 2.0.1 --speed 60 --duration 2m",
      typecheck: "tsc",
    },
    dependencies: Object.fromEntries(LIBRARIES.map((library) => [`@cpokit/${library}`, version])),
    devDependencies: { "@types/node": "^24.10.1", typescript: "^6.0.3" },
  };
}
