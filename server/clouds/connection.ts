import type { cloudConnections } from "@/db/schema";
import { seal, unseal } from "../keys/ring";
import type { Connection, DriverKind } from "./driver-kind";

type Row = Pick<typeof cloudConnections.$inferSelect, "cloudId" | "settings" | "credentials">;

const purposeOf = (cloudId: string) => `cloud:${cloudId}`;

/** Credentials as they are stored: a JSON object, encrypted under SPILLWAY_KEYS for this cloud alone. */
export const sealCredentials = (cloudId: string, credentials: Connection["credentials"]): Buffer =>
  seal(JSON.stringify(credentials), purposeOf(cloudId));

/** A stored connection with its credentials in clear. @throws Error when their key is lost. */
export function openConnection(kind: DriverKind, row: Row): Connection {
  const text = unseal(row.credentials, purposeOf(row.cloudId)).toString();
  return { settings: row.settings, credentials: objectIn(text) ?? kind.readBareCredentials?.(text) ?? {} };
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return read !== null && typeof read === "object" && !Array.isArray(read) ? { ...read } : null;
  } catch {
    return null;
  }
}
