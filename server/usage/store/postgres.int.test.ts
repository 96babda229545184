import { afterAll, beforeAll, describe } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { usageStoreContract } from "./contract";
import { postgresStore } from "./postgres";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

describe("the usage store in PostgreSQL", () => usageStoreContract(postgresStore));
