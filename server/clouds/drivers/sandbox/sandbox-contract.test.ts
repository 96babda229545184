import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxProcess } from "../../../overflow/testing/sandbox-process";
import { cloudContract } from "../../contract";
import type { Exchange } from "../../record-exchange";
import { sandboxKind } from "./driver";

/** The real program, its answers in small pages, its clock the suite's. */
async function openSandbox() {
  const folder = mkdtempSync(join(tmpdir(), "spillway-contract-"));
  const clock = join(folder, "clock");
  let now = Date.parse("2026-11-20T10:05:00Z");
  const pass = (minutes: number) => {
    now += minutes * 60_000;
    writeFileSync(clock, new Date(now).toISOString());
  };
  pass(0);
  process.env.SPILLWAY_TEST_CLOCK = clock;
  const sandbox = await SandboxProcess.start("sandbox-c", ["--page-size", "3", "--capacity", "50"]);
  const exchanges: Exchange[] = [];
  const { open } = sandboxKind;
  if (!open) throw new Error("The sandbox cloud cannot be opened.");
  const driver = (url: string, token: string) =>
    open({ settings: { url }, credentials: { token } }, async (exchange) => {
      exchanges.push(exchange);
    });
  const inventory: { images: { id: string }[] } = await sandbox.ask("/v1/inventory");
  return {
    driver: driver(sandbox.url, sandbox.token),
    unreachable: driver("http://127.0.0.1:9", sandbox.token),
    refused: driver(sandbox.url, "another-token-of-the-test"),
    exchanges,
    secrets: [sandbox.token, "another-token-of-the-test"],
    account: "northwind",
    flavor: "s1.small",
    image: inventory.images[0]?.id ?? "",
    pageSize: 3,
    names: { lost: "x-lost-once-", full: "x-full-", broken: "x-broken-" },
    pass,
    close: async () => {
      await sandbox.stop();
      delete process.env.SPILLWAY_TEST_CLOCK;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

cloudContract(sandboxKind, openSandbox);
