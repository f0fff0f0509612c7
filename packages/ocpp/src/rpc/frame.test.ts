import { describe, expect, it } from "vitest";
import type { Version } from "../protocol.ts";
import { cut, errorText, readFrame } from "./frame.ts";

const VERSIONS: readonly Version[] = ["1.6", "2.0.1", "2.1"];
const LONG_ID = "x".repeat(37);

function problemOf(text: string, version: Version = "2.0.1", mode: "strict" | "tolerant" = "strict"): string {
  const frame = readFrame(text, version, mode);
  return frame.frame === "unreadable" ? `${frame.problem} ${frame.meant} ${frame.id ?? "-"}` : frame.frame;
}

describe("readFrame", () => {
  it("reads the message types of each version", () => {
    expect(readFrame('[2,"a","Heartbeat",{}]', "1.6", "strict")).toEqual({ frame: "call", id: "a", action: "Heartbeat", payload: {} });
    expect(readFrame('[3,"a",{"x":1}]', "1.6", "strict")).toEqual({ frame: "result", id: "a", payload: { x: 1 } });
    const error = { frame: "error", id: "a", code: "GenericError", description: "no", details: { x: 1 } };
    expect(readFrame('[4,"a","GenericError","no",{"x":1}]', "1.6", "strict")).toEqual(error);
    expect(readFrame('[5,"a","GenericError","no",{"x":1}]', "2.1", "strict")).toEqual({ ...error, frame: "resultError" });
    expect(readFrame('[6,"a","X",{}]', "2.1", "strict")).toEqual({ frame: "send", id: "a", action: "X", payload: {} });
  });

  it.each(VERSIONS)("reads a null payload as an empty one in %s", (version) => {
    expect(readFrame('[2,"a","Heartbeat",null]', version, "strict")).toMatchObject({ frame: "call", payload: {} });
    expect(readFrame('[3,"a",null]', version, "strict")).toMatchObject({ frame: "result", payload: {} });
  });

  it.each([
    ["", "json unknown -"],
    ["[,{...", "json unknown -"],
    ["{}", "array unknown -"],
    ["7", "array unknown -"],
    ["[]", "messageType unknown -"],
    ['["2","a","Heartbeat",{}]', "messageType unknown a"],
    ['[2.5,"a","Heartbeat",{}]', "messageType unknown a"],
    ['[1,"a"]', "messageType unknown a"],
    ['[5,"a","GenericError","",{}]', "messageType unknown a"],
    ['[6,"a","X",{}]', "messageType unknown a"],
    ['[2,7,"Heartbeat",{}]', "messageId call -"],
    ['[2,null,"Heartbeat",{}]', "messageId call -"],
    [`[2,"${LONG_ID}","Heartbeat",{}]`, `messageId call ${LONG_ID}`],
    [`[2,"${"x".repeat(300)}","Heartbeat",{}]`, "messageId call -"],
    ['[2,"a"]', "length call a"],
    ['[2,"a","Heartbeat"]', "length call a"],
    ['[2,"a","Heartbeat",{},1]', "length call a"],
    ['[2,"a",{},"Heartbeat"]', "action call a"],
    ['[3,"a"]', "length result a"],
    ['[3,{},{}]', "messageId result -"],
    ['[4,"a"]', "length error a"],
  ])("names the problem of %s", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it("takes an error without description and details, which are only for people", () => {
    expect(readFrame('[4,"a","GenericError"]', "1.6", "strict")).toMatchObject({ frame: "error", description: "", details: {} });
  });

  it("overlooks in tolerant mode what does no harm, and says so", () => {
    expect(readFrame('[2,"a","Heartbeat"]', "1.6", "tolerant")).toMatchObject({ frame: "call", payload: {}, overlooked: ["missing payload"] });
    expect(readFrame('[2,"a","Heartbeat",{},0]', "1.6", "tolerant")).toMatchObject({ overlooked: ["extra elements"] });
    expect(readFrame(`[2,"${LONG_ID}","Heartbeat",{}]`, "1.6", "tolerant")).toMatchObject({ id: LONG_ID, overlooked: ["long message id"] });
    expect(readFrame('[3,"a"]', "1.6", "tolerant")).toMatchObject({ frame: "result", payload: {}, overlooked: ["missing payload"] });
    expect(problemOf('[2.5,"a","Heartbeat",{}]', "1.6", "tolerant")).toBe("messageType unknown a");
  });

  it("refuses deep nesting before it can exhaust a stack, but not brackets within text", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(problemOf(`[2,"a","DataTransfer",{"vendorId":"v","data":${deep}}]`)).toBe("depth unknown -");
    expect(problemOf(`[2,"a","DataTransfer",{"vendorId":"v","data":"\\"${"[".repeat(100_000)}"}]`)).toBe("call");
    expect(problemOf("[".repeat(3_000))).toBe("json unknown -");
  });
});

describe("errorText", () => {
  it("keeps the description within 255 characters and whole characters", () => {
    const text = errorText("error", "a", "GenericError", `${"x".repeat(254)}😀`, {});
    expect(JSON.parse(text)[3]).toBe("x".repeat(254));
    expect(cut("short", 255)).toBe("short");
  });
});
