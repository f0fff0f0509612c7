import { access } from "./access.ts";
import { cdrs } from "./cdrs.ts";
import { charging } from "./charging.ts";
import { fleet } from "./fleet.ts";
import { locations } from "./locations.ts";
import { overview } from "./overview.ts";
import { reports } from "./reports.ts";
import { roaming } from "./roaming.ts";
import { sessions } from "./sessions.ts";
import { shell } from "./shell.ts";
import { states } from "./states.ts";
import { stations } from "./stations.ts";
import { tariffs } from "./tariffs.ts";
import { tokens } from "./tokens.ts";

export const catalogue = {
  ...access,
  ...cdrs,
  ...charging,
  ...fleet,
  ...locations,
  ...overview,
  ...reports,
  ...roaming,
  ...sessions,
  ...shell,
  ...states,
  ...stations,
  ...tariffs,
  ...tokens,
};
