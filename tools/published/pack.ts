/** Packs every package as `npm publish` would, into one folder. `tools/build.ts` must have run. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
}

export interface Packed {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The path of the tarball. */
  readonly tarball: string;
}

/** Into a folder that is there. */
export function packAll(destination: string): readonly Packed[] {
  const folders = readdirSync("packages").map((name) => join("packages", name));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", destination, ...folders.flatMap((folder) => ["-w", folder])], { stdio: ["ignore", "ignore", "inherit"] });
  return folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    return { folder, manifest, tarball: join(destination, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`) };
  });
}

/** What a user can import: `@cpokit/ocpp`, `@cpokit/ocpp/v16`, … */
export const entriesOf = ({ name, exports }: Manifest): readonly string[] =>
  Object.entries(exports).flatMap(([path, target]) => (typeof target === "string" ? [] : [path === "." ? name : `${name}${path.slice(1)}`]));
