import { describe, expect, it } from "vitest";
import { readAddress } from "./identity.ts";
import { normalPrefix, stationUrl } from "./station-url.ts";

function read(url: string, prefix = "", maximum = 255): string {
  const address = readAddress(url, prefix, maximum);
  return address.outcome === "address" ? [...address.path, address.identity].join(" > ") : String(address.status);
}

describe("readAddress", () => {
  it.each([
    ["/CS-1", "CS-1"],
    ["/CS-1/", "CS-1"],
    ["/CS-1?token=x", "CS-1"],
    ["/CS-1#part", "CS-1"],
    ["/CS%20one%7Ctwo", "CS one|two"],
    ["/CS|1", "CS|1"],
    ["/a%2Fb", "a/b"],
    ["/a%3Ab:c", "a:b:c"],
    ["/__proto__", "__proto__"],
    ["/%C3%A9%F0%9F%98%80", "é😀"],
    [`/${Buffer.from("é").toString("latin1")}`, "é"],
    ["/tenant/CS-1", "tenant > CS-1"],
    ["/ws://host/CS-1", "ws: >  > host > CS-1"],
    [`/${"x".repeat(255)}`, "x".repeat(255)],
    [`/${"%F0%9F%98%80".repeat(255)}`, "😀".repeat(255)],
    ["/", "404"],
    ["", "404"],
    ["//", "404"],
    ["*", "404"],
    ["/%", "400"],
    ["/%zz", "400"],
    ["/%C3", "400"],
    ["/\u00ff", "400"],
    ["/%00", "400"],
    ["/a%0Ab", "400"],
    ["/..", "400"],
    ["/%2E", "400"],
    [`/${"x".repeat(256)}`, "400"],
  ])("reads %s", (url, expected) => {
    expect(read(url)).toBe(expected);
  });

  it("wants the path below the prefix, as whole segments", () => {
    expect(read("/ocpp/CS-1", "/ocpp")).toBe("CS-1");
    expect(read("/ocpp/berlin/CS-1", "/ocpp")).toBe("berlin > CS-1");
    expect(read("/ocppX/CS-1", "/ocpp")).toBe("404");
    expect(read("/ocpp", "/ocpp")).toBe("404");
    expect(["/ocpp/", "ocpp", "/ocpp", "/", ""].map(normalPrefix)).toEqual(["/ocpp", "/ocpp", "/ocpp", "", ""]);
  });

  it("has a limit that is a setting (Q17)", () => {
    expect(read(`/${"x".repeat(49)}`, "", 48)).toBe("400");
    expect(read(`/${"x".repeat(300)}`, "", 300)).toBe("x".repeat(300));
  });
});

describe("stationUrl", () => {
  it("appends the identity so that the server reads it back", () => {
    for (const identity of ["CS-1", "a/b", "é😀", "a b|c:d%20", "__proto__", "x".repeat(255)]) {
      const url = new URL(stationUrl("ws://localhost:9000/ocpp/", identity));
      expect(read(url.pathname, "/ocpp")).toBe(identity);
    }
  });

  it("refuses what is no URL of a central system", () => {
    for (const url of ["localhost:9000", "ftp://host", ""]) expect(() => stationUrl(url, "CS-1")).toThrowError(expect.objectContaining({ code: "ocpp-ws.url" }));
  });
});
