import { z } from "zod";
import { TariffId } from "./ids.ts";
import { StoredInstant } from "./values.ts";

/** One immutable version of a tariff (I23): the OCPI tariff object as it is published, with its version of OCPI. */
export const TariffVersion = z.object({
  /** `<tariffId>/<number>` */
  id: z.string().min(1),
  tariffId: TariffId,
  number: z.int().min(1),
  name: z.string().min(1).max(255),
  ocpiVersion: z.enum(["2.1.1", "2.2.1", "2.3.0"]),
  /** The OCPI Tariff object; `@cpokit/tariffs` compiles and lints it. */
  tariff: z.record(z.string(), z.unknown()),
  /** In force for sessions that start at or after this moment, until a later version is. */
  validFrom: StoredInstant,
  createdAt: StoredInstant,
});
export type TariffVersion = z.infer<typeof TariffVersion>;
