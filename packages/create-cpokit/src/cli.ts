#!/usr/bin/env node
import { relative } from "node:path";
import { isCpoError } from "@cpokit/kernel";
import { createProject } from "./create-project.ts";

const HELP = `Writes a small charge point operator that runs.

  npm create cpokit <folder>

The folder must be new or empty. Then: cd <folder>, npm install, npm start.`;

const [path, ...rest] = process.argv.slice(2);
if (path === "--help" || path === "-h") console.log(HELP);
else if (path === undefined || path.startsWith("-") || rest.length > 0) {
  console.error(HELP);
  process.exitCode = 2;
} else {
  try {
    const { folder } = createProject(path);
    console.log(`Written. Next:\n\n  cd ${relative(process.cwd(), folder) || "."}\n  npm install\n  npm start\n`);
  } catch (error) {
    if (!isCpoError(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
