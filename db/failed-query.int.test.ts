import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contacts } from "./schema";
import { makeTestDatabase } from "./testing";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

test("what a query that failed was given stands in no error, in neither role", async () => {
  const contact = {
    customerId: "cust_none",
    id: "ct_1",
    kind: "main" as const,
    name: "Ada",
    email: "ada@secret.example",
    updatedAt: new Date("2026-11-01T00:00:00Z"),
  };
  for (const insert of [
    () => t.db.withProvider((tx) => tx.insert(contacts).values(contact)),
    () => t.db.withCustomer("cust_none", (tx) => tx.insert(contacts).values(contact)),
  ]) {
    const error: Error = await insert().then(
      () => new Error("It was taken."),
      (fault) => fault,
    );
    expect(error.message).toMatch(/^Failed query: insert into "contacts"/);
    expect((error.cause as Error).message).toMatch(/violates foreign key/);
    for (const told of [error.message, error.stack ?? "", String(error), inspect(error)])
      expect(told).not.toContain("ada@secret.example");
  }
});
