import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { clouds, storageRepositories } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import { seal, unseal } from "../keys/ring";
import type { StorageAccount } from "./driver";

/** Stores a machine's account at a cloud's storage end point, and makes its repository's key, once; both encrypted. */
export async function storeStorageRepository(
  ctx: Context,
  input: {
    customerId: string;
    machineId: string;
    cloudId: string;
    account: string;
    storage: StorageAccount;
    quotaBytes: bigint;
  },
): Promise<void> {
  await ctx.tx
    .insert(storageRepositories)
    .values({
      customerId: input.customerId,
      id: newId("storageRepository", ctx.now),
      machineId: input.machineId,
      cloudId: input.cloudId,
      account: input.account,
      url: input.storage.url,
      user: input.storage.user,
      password: seal(input.storage.password, `storage:${input.machineId}`),
      repositoryPassword: seal(randomBytes(24).toString("base64url"), `repository:${input.machineId}`),
      quotaBytes: input.quotaBytes,
      createdAt: ctx.now,
    })
    .onConflictDoNothing();
}

/** The cloud that stores a machine's snapshots, and their quota; null while the machine has no storage yet. */
export async function storageCloudOf(
  ctx: Context,
  customerId: string,
  machineId: string,
): Promise<{ name: string; quotaBytes: bigint } | null> {
  const [row] = await ctx.tx
    .select({ name: clouds.name, quotaBytes: storageRepositories.quotaBytes })
    .from(storageRepositories)
    .innerJoin(clouds, eq(clouds.id, storageRepositories.cloudId))
    .where(and(eq(storageRepositories.customerId, customerId), eq(storageRepositories.machineId, machineId)));
  return row ?? null;
}

/** What a machine reaches its repository with, in clear: it leaves in the answer to that machine only. */
export async function openStorageRepository(
  ctx: Context,
  machineId: string,
): Promise<{ repository: string; password: string; quotaBytes: bigint } | null> {
  const [row] = await ctx.tx.select().from(storageRepositories).where(eq(storageRepositories.machineId, machineId));
  if (!row) return null;
  const url = new URL(row.url);
  url.username = row.user;
  url.password = unseal(row.password, `storage:${machineId}`).toString();
  return {
    repository: `rest:${url.toString().replace(/\/*$/, "/")}`,
    password: unseal(row.repositoryPassword, `repository:${machineId}`).toString(),
    quotaBytes: row.quotaBytes,
  };
}
