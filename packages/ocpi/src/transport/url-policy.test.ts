import { describe, expect, it } from "vitest";
import { checkedUrl } from "./url-policy.ts";

describe("URLs of partners", () => {
  it.each(["https://ocpi.partner.com/versions", "https://8.8.8.8/ocpi", "https://[2a00:1450:4001:82a::200e]/", "https://partner.com:8443/a?b=c"])("%s is called", (url) => {
    expect(checkedUrl(url, {}).href).toBe(url);
  });

  it.each([
    "http://ocpi.partner.com/", "ftp://partner.com/", "javascript:alert(1)", "file:///etc/passwd", "no url", "", "//partner.com",
    "https://localhost/", "https://localhost./", "https://x.localhost/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://0.0.0.0/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data", "https://100.64.0.1/", "https://198.18.0.1/", "https://224.0.0.1/",
    "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd12::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001:db8::1]/",
    "https://intranet/", "https://metadata.google.internal/", "https://printer.local/", "https://user:secret@partner.com/",
  ])("%s is not", (url) => {
    expect(() => checkedUrl(url, {})).toThrow(/is not called/);
  });

  it("of a host that is allowed are called, by http too", () => {
    expect(checkedUrl("http://127.0.0.1:3000/ocpi", { allow: ["127.0.0.1"] }).port).toBe("3000");
    expect(checkedUrl("http://localhost:3000/", { allow: ["localhost:3000"] }).host).toBe("localhost:3000");
    expect(() => checkedUrl("http://localhost:3001/", { allow: ["localhost:3000"] })).toThrow(/not https/);
  });

  it("are refused without telling their secrets", () => {
    try {
      checkedUrl("https://user:secret@partner.com/?token=abc", {});
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toMatch(/secret|abc/);
      expect(error).toMatchObject({ code: "ocpi.url", values: { url: "https://***@partner.com/", rule: "it carries a name or password" } });
    }
  });
});
