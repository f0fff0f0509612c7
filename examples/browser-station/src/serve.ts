import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer, type OcppServer } from "@cpokit/ocpp-ws";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Serves the page, and beside it at `/ocpp` a central system that says yes, so that there is something to connect to. */
export async function servePage({ port, host }: { readonly port: number; readonly host: string }): Promise<{ readonly url: string; readonly central: OcppServer; close(): Promise<void> }> {
  const page = await readFile(here("page.html"));
  const script = await bundlePage();
  const server = createServer((request, response) => {
    const [type, body] = request.url === "/" ? ["text/html; charset=utf-8", page] : request.url === "/page.js" ? ["text/javascript; charset=utf-8", script] : [];
    response.writeHead(type === undefined ? 404 : 200, { "content-type": type ?? "text/plain", "cache-control": "no-store" });
    response.end(body);
  });
  const central = createYesSayer();
  central.attach(server, { path: "/ocpp" });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    url: `http://${host === "0.0.0.0" ? "localhost" : host}:${typeof address === "object" && address !== null ? address.port : port}/`, central,
    async close() {
      await central.close({ within: 1_000 });
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

/** The page's script with all that it needs: one file, nothing of Node.js. */
async function bundlePage(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [here("page.ts")], bundle: true, write: false, platform: "browser", format: "esm", target: "es2023", minify: true, conditions: ["@cpokit/source"], logLevel: "silent",
  });
  return outputFiles[0]!.contents;
}

function createYesSayer(): OcppServer {
  const accepted = { status: "Accepted" };
  return createOcppServer({
    protocols: [v21, v201, v16],
    handler({ link, action }) {
      const currentTime = new Date().toISOString();
      if (action === "BootNotification") return { response: { ...accepted, currentTime, interval: 60 } };
      if (action === "Heartbeat") return { response: { currentTime } };
      if (action === "StartTransaction") return { response: { transactionId: Date.now() % 2 ** 31, idTagInfo: accepted } };
      if (action === "Authorize") return { response: link.protocol === v16 ? { idTagInfo: accepted } : { idTokenInfo: accepted } };
      return { response: {} };
    },
  });
}
