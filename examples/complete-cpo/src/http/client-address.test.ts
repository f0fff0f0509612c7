import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

const proxies = ["10.0.0.1", "10.0.0.2"];

describe("the address of whoever asks", () => {
  it.each([
    ["10.0.0.1", "192.0.2.7", "192.0.2.7"],
    ["::ffff:10.0.0.1", "192.0.2.7, 10.0.0.2", "192.0.2.7"],
    // What somebody wrote into the header themselves stands first.
    ["10.0.0.1", "127.0.0.1, 198.51.100.3", "198.51.100.3"],
    ["10.0.0.1", null, undefined],
    // Past the proxies nobody is believed.
    ["192.0.2.9", "127.0.0.1", undefined],
  ])("behind %s with %j is %s", (peer, header, address) => {
    expect(clientAddress(peer, header, proxies)).toBe(address);
  });
});
