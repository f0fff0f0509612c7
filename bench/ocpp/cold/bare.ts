/** A bare ws server. */
import { WebSocketServer } from "ws";
import { tellStarted } from "./started.ts";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
server.once("listening", tellStarted);
