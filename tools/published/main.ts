/** Packs what would be published and tries it as a user would. Run by `npm run check`, after the build. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lintPacked } from "./lint.ts";
import { entriesOf, packAll } from "./pack.ts";
import { importEverywhere, installInEmptyProject, tryStarter, typeCheck } from "./try.ts";

const folder = mkdtempSync(join(tmpdir(), "cpokit-published-"));
try {
  const project = join(folder, "user");
  mkdirSync(project);
  const packed = packAll(folder);
  installInEmptyProject(project, packed);
  const faults = [
    ...(await Promise.all(packed.map(lintPacked))).flat(),
    ...importEverywhere(project, packed),
    ...typeCheck(project, packed),
    ...(await tryStarter(project)),
  ];
  for (const fault of faults) console.log(fault);
  console.log(`${packed.length} packages, ${packed.flatMap(({ manifest }) => entriesOf(manifest)).length} entries: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
