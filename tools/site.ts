/** Builds the site of the documentation into a folder of its own and judges it: every page is in it, it can be searched, and nothing in it is loaded from elsewhere. */
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { inflateSync } from "node:zlib";
import { Application } from "typedoc";

const out = mkdtempSync(join(tmpdir(), "cpokit-site-"));
try {
  const application = await Application.bootstrapWithPlugins({ out, logLevel: "Error" });
  const project = await application.convert();
  if (project === undefined) throw new Error("typedoc could not read the packages");
  await application.generateOutputs(project);

  const pages = globSync("**/*.html", { cwd: out });
  const documents = new Set(pages.map((page) => basename(page, ".html").replace(/^(?:guides|decisions)_/, "")));
  const searched = searchedNames(readFileSync(join(out, "assets", "search.js"), "utf8"));
  const names = globSync(["docs/*.md", "docs/guides/*.md", "docs/decisions/*.md"]).map((path) => basename(path, ".md"));
  const faults = [
    ...names.filter((name) => !documents.has(name)).map((name) => `${name} is not in the site`),
    ...names.filter((name) => !searched.some((each) => each.endsWith(name))).map((name) => `${name} cannot be searched for`),
    ...pages.flatMap((page) => foreign(readFileSync(join(out, page), "utf8")).map((tag) => `${page} loads from elsewhere: ${tag}`)),
  ];
  for (const fault of faults) console.log(fault);
  console.log(`${pages.length} pages, ${searched.length} names to search for: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(out, { recursive: true });
}

/** What a browser would fetch from another server while it shows a page; links that a reader follows are not meant. */
function foreign(html: string): readonly string[] {
  return [...html.matchAll(/<(?:script|img|iframe|source)\b[^>]*\bsrc="(?:https?:)?\/\/[^>]*>|<link\b[^>]*\bhref="(?:https?:)?\/\/[^>]*>/g)].map(([tag]) => tag);
}

/** The names in the index of the search, which is one string of compressed JSON. */
function searchedNames(script: string): readonly string[] {
  const packed = /"([A-Za-z0-9+/=]{100,})"/.exec(script)?.[1] ?? "";
  const { rows } = JSON.parse(inflateSync(Buffer.from(packed, "base64")).toString()) as { readonly rows: readonly { readonly name: string }[] };
  return rows.map(({ name }) => name);
}
