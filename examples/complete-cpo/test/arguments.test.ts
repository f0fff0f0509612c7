import { describe, expect, it } from "vitest";
import { HELP, readArguments } from "../src/arguments.ts";

describe("the command line", () => {
  it("has defaults for everything", () => {
    expect(readArguments([])).toEqual({
      asks: "run",
      settings: { port: 8080, ocppPort: 9000, host: undefined, dataFolder: "./data", demo: undefined, demoDays: 30, newKey: false },
    });
  });

  it("reads every option", () => {
    expect(readArguments(["--port", "0", "--ocpp-port=9100", "--host", "127.0.0.1", "--data", "/tmp/cpo", "--no-demo", "--demo-days", "7", "--new-key"])).toEqual({
      asks: "run",
      settings: { port: 0, ocppPort: 9100, host: "127.0.0.1", dataFolder: "/tmp/cpo", demo: false, demoDays: 7, newKey: true },
    });
    expect(readArguments(["--demo"])).toMatchObject({ settings: { demo: true } });
  });

  it.each([["--help"], ["-h"]])("%s asks for help", (option) => {
    expect(readArguments([option, "--port", "1"])).toEqual({ asks: "help" });
  });

  it("names every option in the help", () => {
    for (const option of ["--port", "--ocpp-port", "--host", "--data", "--demo", "--no-demo", "--demo-days", "--new-key", "--help"]) expect(HELP).toContain(option);
  });

  it.each([
    [["--port", "abc"], "--port abc is not a port"],
    [["--port", "70000"], "--port 70000 is not a port"],
    [["--port=-1"], "--port -1 is not a port"],
    [["--port", "80.5"], "--port 80.5 is not a port"],
    [["--ocpp-port", ""], "--ocpp-port  is not a port"],
    [["--port", "9000"], "--port and --ocpp-port are both 9000"],
    [["--demo-days", "91"], "--demo-days 91 is no number of days"],
    [["--data", ""], "--data is empty"],
    [["--host", ""], "--host is empty"],
    [["--porto", "1"], "Unknown option '--porto'"],
    [["--port"], "Option '--port <value>' argument missing"],
    [["serve"], "\"serve\" is no command"],
  ])("answers %j with one sentence that says what to do", (argv, start) => {
    const read = readArguments(argv);
    expect(read).toMatchObject({ asks: "nothing", problem: expect.stringContaining(start) });
    expect(read).toMatchObject({ problem: expect.stringContaining("--help") });
  });

  it("takes two free ports", () => {
    expect(readArguments(["--port", "0", "--ocpp-port", "0"])).toMatchObject({ asks: "run" });
  });
});
