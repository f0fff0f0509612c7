import { servePage } from "./serve.ts";

const [port = "9030"] = process.argv.slice(2);
const { url, close } = await servePage({ port: Number(port), host: "localhost" });
console.log(`Open ${url} and switch the station on. Ctrl-C stops.`);
process.once("SIGINT", () => void close());
