import { seconds } from "@cpokit/kernel";
import { v21, type PublishFirmwareStatusEnumType } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

const STEP = seconds(10);

/** PublishFirmware and UnpublishFirmware (L03, L04), as a local controller with stations behind it answers them. */
export function publishingAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  const published = new Set<string>();
  return [
    answers(v21.action("PublishFirmware"), ({ location, checksum, requestId }) => {
      const tell = (status: PublishFirmwareStatusEnumType, more: object = {}): void => core.later(() => ({ action: "PublishFirmwareStatusNotification", payload: { status, requestId, ...more } }));
      tell("Downloading");
      core.scheduler.after(STEP, () => {
        if (typeof core.workshop.imageAt(location) !== "string") return tell("DownloadFailed");
        tell("Downloaded");
        tell("ChecksumVerified");
        published.add(checksum);
        tell("Published", { location: [`http://${core.plate.identity.replaceAll(/[^\w.-]/g, "-")}.local/${checksum}`] });
      });
      return { status: "Accepted" };
    }),
    answers(v21.action("UnpublishFirmware"), ({ checksum }) => ({ status: published.delete(checksum) ? "Unpublished" : "NoFirmware" })),
  ];
}
