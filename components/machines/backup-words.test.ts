import { expect, test } from "vitest";
import { backupPaths, everyWords, nextBackup } from "./backup-words";

test("paths are told from the root", () => {
  expect(backupPaths("etc home var/backups")).toEqual(["/etc", "/home", "/var/backups"]);
  expect(backupPaths("srv/my files\n/etc")).toEqual(["/srv/my files", "/etc"]);
});

test("how often, and when next", () => {
  expect([86_400, 172_800, 3600, 1800].map(everyWords)).toEqual([
    "every day",
    "every 2 days",
    "every hour",
    "every 30 minutes",
  ]);
  const at = (time: string) => ({ id: time, time, bytes: "1" });
  const made = [at("2026-11-21T10:00:00Z"), at("2026-11-22T10:00:00Z")];
  expect(nextBackup(made, 86_400)).toEqual(new Date("2026-11-23T10:00:00Z"));
  expect(nextBackup([], 86_400)).toBeNull();
});
