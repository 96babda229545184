import { desc, eq, getTableColumns, inArray } from "drizzle-orm";
import { customers, usageUploads } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { openUploadStates } from "../states";

export type Upload = typeof usageUploads.$inferSelect;
/** An upload, with the name of its customer. */
export type UploadRow = Upload & { customerName: string };

/** Uploads that are not imported yet, newest first; there are at most twenty. */
export function listUploads({ tx }: Context): Promise<UploadRow[]> {
  return tx
    .select({ ...getTableColumns(usageUploads), customerName: customers.name })
    .from(usageUploads)
    .innerJoin(customers, eq(customers.id, usageUploads.customerId))
    .where(inArray(usageUploads.state, openUploadStates))
    .orderBy(desc(usageUploads.id));
}

/** How much of an upload is here. @throws not_found */
export async function uploadStanding({ tx }: Context, id: string): Promise<Pick<Upload, "state" | "received">> {
  const [found] = await tx
    .select({ state: usageUploads.state, received: usageUploads.received })
    .from(usageUploads)
    .where(eq(usageUploads.id, id));
  if (!found) throw notFound("upload", id);
  return found;
}

/** An upload, locked until the transaction ends. @throws not_found */
export async function lockedUpload({ tx }: Context, id: string): Promise<Upload> {
  const [found] = await tx.select().from(usageUploads).where(eq(usageUploads.id, id)).for("update");
  if (!found) throw notFound("upload", id);
  return found;
}
