import { DomainError } from "../errors";
import { CloudError } from "./driver";
import { openCloud } from "./driver-for";

/**
 * Asks a cloud whether it answers, outside any transaction; the call is recorded as an exchange.
 * @throws DomainError `unavailable` with the cloud's fault
 */
export async function testConnection(cloudId: string) {
  const { driver } = await openCloud(cloudId, { subjectKind: "connection_test", subjectId: cloudId });
  try {
    return await driver.testConnection();
  } catch (error) {
    if (error instanceof CloudError) throw new DomainError("unavailable", error.message);
    throw error;
  }
}
