import { serveStatic } from "@hono/node-server/serve-static";
import { Hono, type Handler } from "hono";
import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";

const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

/** The console, and the API page, all from this machine: nothing is loaded from elsewhere. */
export function pageRoutes(pageFolder: string | undefined): Hono<{ Bindings: { readonly base?: string } }> {
  const routes = new Hono<{ Bindings: { readonly base?: string } }>();

  routes.get("/docs", (c) => c.html(DOCS));
  routes.get("/docs/start.js", (c) => c.body(START, 200, { "content-type": "text/javascript; charset=utf-8" }));
  routes.get("/docs/:file{(swagger-ui-bundle\\.js|swagger-ui\\.css|favicon-32x32\\.png)}", serveStatic({ root: swagger, rewriteRequestPath: (path) => path.replace(/^\/docs/, "") }));

  if (pageFolder === undefined || !existsSync(join(pageFolder, "index.html"))) {
    routes.get("*", (c) => c.text("The page is not built. Run: npx vite build examples/complete-cpo/web\nThe API is at /api/v1, its description at /docs.\n", 503));
    return routes;
  }
  // File names of assets carry a hash of their content.
  routes.use("/assets/*", async (c, next) => {
    await next();
    if (c.res.status === 200) c.res.headers.set("cache-control", "public, max-age=31536000, immutable");
  });
  routes.use("/assets/*", serveStatic({ root: pageFolder }));
  routes.get("/icon.svg", serveStatic({ root: pageFolder }));
  routes.get("/assets/*", (c) => c.text("Not found\n", 404));
  // The pages find their way by themselves, from the path below which this CPO lies.
  const page = (file: string): Handler<{ Bindings: { readonly base?: string } }> => async (c) =>
    c.html((await readFile(join(pageFolder, file), "utf8")).replace("<head>", `<head><meta name="base" content="${c.env?.base ?? ""}" />`), 200, { "cache-control": "no-cache" });
  // What QR codes and short links on stations say.
  routes.get("/e/:id", (c) => c.redirect(`${c.env?.base ?? ""}/drive/evses/${encodeURIComponent(c.req.param("id"))}`, 302));
  routes.get("/drive", page("drive.html"));
  routes.get("/drive/*", page("drive.html"));
  // Every other address is a page of the console.
  routes.get("*", page("index.html"));
  return routes;
}

const DOCS = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>cpokit HTTP API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" href="/icon.svg" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: false, validatorUrl: null });
`;
