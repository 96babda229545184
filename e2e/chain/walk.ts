import { writeFileSync } from "node:fs";
import path from "node:path";
import { dataDir, readData } from "../support/installation";

/** What chain.spec.ts leaves for claims.spec.ts. */
export type Walk = { customerId: string; identifier: string; eventNumber: number; firstMachine: string };
export const keepWalk = (walk: Walk): void => writeFileSync(path.join(dataDir(), "walk.json"), JSON.stringify(walk));
export const readWalk = (): Walk => readData<Walk>("walk.json");

/** The application's own login to the database under test, for reading what a walk left. */
export function databaseUrl(): string {
  const { port, passwords } = readData<{ port: number; passwords: { app: string } }>("postgres.json");
  return `postgres://spillway_app:${passwords.app}@127.0.0.1:${port}/spillway`;
}
