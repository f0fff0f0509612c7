import { instant, type Instant } from "@cpokit/kernel";
import { systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { expect, it } from "vitest";
import { users } from "./documents.ts";
import { createSecondFactor } from "./second-factor.ts";
import { createSecretBox } from "./secret-box.ts";
import { totpCode } from "./totp.ts";

it("a secret is kept sealed, and one from before there was a key is sealed when it is used", async () => {
  let now: Instant = instant(1_700_000_000_000);
  const clock = { now: () => now };
  const store = createStore(createMemoryDriver(), { clock, scheduler: systemScheduler, random: systemRandom });
  await store.transaction((unit) => unit.put(users, "u1", { id: "u1", name: "anna", roles: [], createdAt: now }));
  const kept = async (): Promise<string> => (await store.get(users, "u1"))?.totp?.secret ?? "";

  const open = createSecondFactor({ store, clock });
  const secret = (await open.begin("u1")) ?? "";
  expect(await open.confirm("u1", totpCode(secret, now))).toHaveLength(10);
  expect(await kept()).toBe(secret);

  const closed = createSecondFactor({ store, clock, secrets: createSecretBox([Buffer.alloc(32, 1)]) });
  now = instant(now + 60_000);
  expect(await closed.take("u1", totpCode(secret, now))).toBe(true);
  expect(await kept()).not.toContain(secret);
  now = instant(now + 60_000);
  expect(await closed.take("u1", totpCode(secret, now))).toBe(true);
  now = instant(now + 60_000);
  await expect(open.take("u1", totpCode(secret, now))).rejects.toMatchObject({ code: "complete-cpo.secrets" });
});
