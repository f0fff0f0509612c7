import { exportLimitsAt, type ExportQuestion } from "../site/export-limits.ts";
import type { Site } from "../site/define-site.ts";
import type { SiteLimits } from "../site/limits.ts";
import type { Car } from "./car.ts";
import { giveBack, type GiveBackInput } from "./give-back.ts";

/** What lets cars give back under a controller; opaque, to be handed on. */
export interface VehicleToGrid {
  readonly limitsAt: (site: Site, question: ExportQuestion) => SiteLimits;
  readonly shares: (cars: readonly Car[], input: GiveBackInput) => ReadonlyMap<string, number>;
}

/** Given to a controller like `plan`, so that who needs neither ships neither. */
export const vehicleToGrid: VehicleToGrid = { limitsAt: exportLimitsAt, shares: giveBack };
