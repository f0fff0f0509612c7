import { seconds, type Instant, type Scheduler } from "@cpokit/kernel";

/** What lies behind the URLs that a station is sent to. */
export interface Downloads {
  /** The version in the image behind a URL; `undefined` when nothing is there, `invalid` when its signature is not right. */
  firmware?(location: string): string | undefined | { readonly invalid: true };
  /** Takes a log; whether it arrived. Nothing arrives when absent. */
  upload?(location: string, content: string): Promise<boolean>;
}

/** An order to update, and how its progress is told in the words of the version. */
export interface UpdateOrder {
  readonly location: string;
  readonly at: Instant;
  readonly isSigned: boolean;
  tell(status: "Downloading" | "DownloadFailed" | "Downloaded" | "InvalidSignature" | "SignatureVerified" | "Installing" | "Installed"): void;
}

/** Updates firmware and uploads logs, as a station does that works well. */
export interface Workshop {
  update(order: UpdateOrder): void;
  /** What lies behind the URL of an image. */
  imageAt(location: string): ReturnType<NonNullable<Downloads["firmware"]>>;
  upload(location: string, tell: (status: "Uploading" | "Uploaded" | "failed") => void): void;
  /** The boot was accepted: what had to wait for it is told. */
  online(): void;
}

interface WorkshopOptions {
  readonly downloads: Downloads;
  readonly scheduler: Scheduler;
  now(): Instant;
  /** No transaction runs. */
  isIdle(): boolean;
  /** The new firmware is in place: the station restarts with it. */
  installed(version: string): void;
  /** The content of a log. */
  log(): string;
}

const DOWNLOAD_TIME = seconds(30);
const INSTALL_TIME = seconds(60);
const LOOK_AGAIN = seconds(30);

export function createWorkshop({ downloads, scheduler, now, isIdle, installed, log }: WorkshopOptions): Workshop {
  /** A newer order takes the place of the one before. */
  let orders = 0;
  let afterBoot: (() => void) | undefined;

  return {
    update({ location, at, isSigned, tell }) {
      const mine = (orders += 1);
      const later = (delay: number, run: () => void): void => void scheduler.after(delay, () => {
        if (mine === orders) run();
      });
      later(Math.max(1, at - now()), () => {
        tell("Downloading");
        later(DOWNLOAD_TIME, () => {
          const found = downloads.firmware?.(location);
          if (found === undefined) return tell("DownloadFailed");
          tell("Downloaded");
          if (isSigned) tell(typeof found === "string" ? "SignatureVerified" : "InvalidSignature");
          if (typeof found === "string") whenIdle(found);
        });
      });
      const whenIdle = (version: string): void => {
        if (!isIdle()) return later(LOOK_AGAIN, () => whenIdle(version));
        tell("Installing");
        later(INSTALL_TIME, () => {
          afterBoot = () => tell("Installed");
          installed(version);
        });
      };
    },
    imageAt: (location) => downloads.firmware?.(location),
    upload(location, tell) {
      scheduler.after(1, () => {
        tell("Uploading");
        void (downloads.upload?.(location, log()) ?? Promise.resolve(false)).then((arrived) => tell(arrived ? "Uploaded" : "failed"), () => tell("failed"));
      });
    },
    online() {
      const tell = afterBoot;
      afterBoot = undefined;
      tell?.();
    },
  };
}
