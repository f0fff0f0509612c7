import { expect, it } from "vitest";
import { endpointOf, urlOf } from "./endpoint-url.ts";
import { pagingOf } from "./paging.ts";

it("endpoints are joined with one slash (E21), and ids are escaped", () => {
  expect(urlOf("https://p.com/l", ["DE", "ABC", "L 1/2?"])).toBe("https://p.com/l/DE/ABC/L%201%2F2%3F");
  expect(urlOf("https://p.com/l/", ["DE"])).toBe("https://p.com/l/DE");
  expect(urlOf("https://p.com/l/", [], { limit: 10, offset: undefined })).toBe("https://p.com/l/?limit=10");
  expect(urlOf("https://p.com/l?tenant=1", ["X"], { date_from: "2026-03-01T10:00:00Z" })).toBe("https://p.com/l/X?tenant=1&date_from=2026-03-01T10%3A00%3A00Z");
  expect(urlOf("https://p.com/l", [], {}, true)).toBe("https://p.com/l/");
});

it("endpoints are found by module and interface, which 2.1.1 does not name", () => {
  const endpoints = [{ module: "locations", role: "SENDER", url: "a" }, { module: "Booking", role: "SENDER", url: "b" }, { module: "tokens", url: "c" }] as const;
  expect(endpointOf({ endpoints, profile: {} }, "locations", "SENDER")).toBe("a");
  expect(endpointOf({ endpoints, profile: {} }, "locations", "RECEIVER")).toBeUndefined();
  expect(endpointOf({ endpoints, profile: {} }, "bookings", "SENDER")).toBe("b");
  expect(endpointOf({ endpoints, profile: {} }, "tokens", "RECEIVER")).toBe("c");
  expect(endpointOf({ endpoints, profile: { brokenModules: ["tokens"] } }, "tokens", "RECEIVER")).toBeUndefined();
});

it("next pages stay on the origin that was asked", () => {
  const paging = (headers: Record<string, string>) => pagingOf({ headers: new Headers(headers) }, "https://p.com/l?limit=2");
  expect(paging({ link: '<https://p.com/l?offset=2&limit=2>; rel="next"', "x-total-count": "5", "x-limit": "2" })).toEqual({ next: "https://p.com/l?offset=2&limit=2", total: 5, limit: 2 });
  expect(paging({ link: '<https://p.com/l?offset=0>; rel="prev", <https://p.com/l?offset=4>; rel=next' })).toEqual({ next: "https://p.com/l?offset=4" });
  expect(paging({ link: '</l?offset=2>; rel="next"' })).toEqual({ next: "https://p.com/l?offset=2" });
  expect(paging({ link: '<http://10.0.0.1:8080/x?offset=2>; rel="next"' })).toEqual({ next: "https://p.com/l?offset=2", foreignLink: "http://10.0.0.1:8080" });
  expect(paging({ "x-total-count": "many" })).toEqual({});
});
