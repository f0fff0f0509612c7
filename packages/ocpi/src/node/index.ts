/** Mounts handlers of web standard requests on node:http, and on what is built on it. */
export { toNodeListener, type FetchHandler, type NodeListener } from "./to-node-listener.ts";
