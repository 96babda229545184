import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { buildAgent, buildCollector, buildInstaller, keyLines } from "./build";
import { shQuote } from "./sh-quote";
import { AGENT_SERVICES } from "./sources";
import { SHELLS, sources, which } from "./testing/machine";

const NASTY = `O'Brien & "Söhne" $(touch /tmp/owned) \`id\` \\ \n second line 🚀 %s !! ''`;
const collectorHead = {
  ORIGIN: "http://127.0.0.1:1",
  TOKEN: NASTY,
  INSTALLER_KEYS: "",
  SERVICE: "cloud-backup",
  LINK_URL: NASTY,
  ALLOCATION_FRACTION_PERMILLE: "500",
  ALLOCATION_RESERVE_BYTES: "1",
  ALLOCATION_RESERVE_PERMILLE: "50",
  ALLOCATION_STEP_BYTES: "1",
  CA_CERTIFICATE: "",
};
const installerHead = (SERVICE: string) => ({
  ORIGIN: "http://127.0.0.1:1",
  ENVELOPE: NASTY,
  INSTALLER_KEYS: "",
  LICENSE_KEYS: "",
  MANIFEST: NASTY,
  SERVICE,
  CA_CERTIFICATE: NASTY,
});

describe("shQuote", () => {
  for (const [name, words] of Object.entries(SHELLS)) {
    it(`gives ${name} exactly the value`, () => {
      for (const value of ["", "'", "''", NASTY, "-n", "a\n\n", "\\", "$HOME"]) {
        const [program, ...args] = words as [string, ...string[]];
        expect(execFileSync(program, [...args, "-c", `printf '%s.' ${shQuote(value)}`], { encoding: "utf8" })).toBe(
          `${value}.`,
        );
      }
    });
  }
  it("refuses a NUL", () => expect(() => shQuote("a\0b")).toThrow(RangeError));
});

/**
 * Notes that do not fit here: single quotes are meant (2016), `A && B || C` where B cannot fail alone (2015), the
 * ASCII letters are meant (2018, 2019), a/b*c avoids an overflow (2017), the head and the library hold more than each
 * script uses (2034, 2317).
 */
const EXPECTED_NOTES = "SC2015,SC2016,SC2017,SC2018,SC2019,SC2034,SC2317";

describe("builder", () => {
  const built = [
    buildCollector(sources, collectorHead),
    ...AGENT_SERVICES.flatMap((service) => [
      buildInstaller(sources, installerHead(service)),
      buildAgent(sources, service),
    ]),
  ];
  it("makes scripts that every shell reads", () => {
    for (const text of built) {
      for (const [program, ...args] of Object.values(SHELLS) as [string, ...string[]][]) {
        const checked = spawnSync(program, [...args, "-n"], { input: text, encoding: "utf8" });
        expect(checked.stderr).toBe("");
        expect(checked.status).toBe(0);
      }
    }
  });
  it.skipIf(!which("shellcheck"))("passes shellcheck (skipped where it is not installed)", () => {
    for (const text of built) {
      const checked = spawnSync("shellcheck", ["-s", "sh", "-f", "gcc", "-e", EXPECTED_NOTES, "-"], {
        input: text,
        encoding: "utf8",
      });
      expect(checked.stdout).toBe("");
    }
  });
  it("refuses a service, a rule or a key id that it does not know", () => {
    expect(() => buildInstaller(sources, installerHead("toaster"))).toThrow(/toaster/);
    expect(() => buildCollector(sources, { ...collectorHead, ALLOCATION_STEP_BYTES: "$(id)" })).toThrow(RangeError);
    expect(() => keyLines([{ kid: "a b", pem: "x" }])).toThrow(RangeError);
  });
});
