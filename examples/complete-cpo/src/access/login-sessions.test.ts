import { createUlids, hours, instant, minutes, type Instant } from "@cpokit/kernel";
import { systemRandom } from "@cpokit/kernel/system";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { beforeEach, describe, expect, it } from "vitest";
import { createLoginSessions, type LoginSessions } from "./login-sessions.ts";

let now: Instant;
let logins: LoginSessions;
beforeEach(() => {
  now = instant(1_800_000_000_000);
  const clock = { now: () => now };
  logins = createLoginSessions({ store: createStore(createMemoryDriver(), { clock, random: systemRandom }), clock, ids: createUlids({ clock, random: systemRandom }) });
});

const later = (ms: number): void => void (now = instant(now + ms));
const begin = () => logins.begin({ kind: "user", user: "U1" }, { address: "192.0.2.1", agent: "Browser" });

describe("a login", () => {
  it("lives while it is used, at most twelve hours", async () => {
    let { cookie } = await begin();
    for (let hour = 0; hour < 12; hour += 1) {
      const shown = await logins.show(cookie);
      expect(shown?.login.account).toEqual({ kind: "user", user: "U1" });
      cookie = shown?.cookie ?? cookie;
      later(hours(1));
    }
    expect(await logins.show(cookie)).toBeUndefined();
    expect(await logins.of("U1")).toEqual([]);
  });

  it("ends when nobody used it for two hours, and is forgotten", async () => {
    const { cookie, login } = await begin();
    expect(logins.endsAt(login)).toBe(now + hours(2));
    later(hours(2));
    expect(await logins.show(cookie)).toBeUndefined();
    later(1);
    await logins.sweep(now);
    now = login.createdAt;
    expect(await logins.show(cookie)).toBeUndefined();
  });

  it("replaces its secret; the old one works for a minute, and after that it ends the login", async () => {
    const { cookie } = await begin();
    later(minutes(15));
    const rotated = (await logins.show(cookie))?.cookie ?? "";
    expect(rotated).not.toBe(cookie);
    later(30_000);
    expect(await logins.show(cookie)).toMatchObject({ login: { account: { user: "U1" } } });
    expect((await logins.show(cookie))?.cookie).toBeUndefined();
    later(minutes(1));
    expect(await logins.show(rotated)).toBeDefined();
    expect(await logins.show(cookie)).toBeUndefined();
    expect(await logins.show(rotated)).toBeUndefined();
  });

  it("is not opened by anything else", async () => {
    const { cookie, login } = await begin();
    for (const wrong of ["", ".", login.id, `${login.id}.`, `${cookie}x`, "x.y", "__proto__.x"]) expect(await logins.show(wrong)).toBeUndefined();
    expect(await logins.show(cookie)).toBeDefined();
  });
});
