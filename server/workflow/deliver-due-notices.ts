import { driverFor } from "../clouds/driver-for";
import { readCloudNotice } from "../clouds/read-notice";
import type { Request } from "../context";
import { type DeliverySummary, deliverNotices } from "../notifications/deliver-notices";

/** Delivers what the outbox holds. Notices to host clouds go through their drivers. */
export function deliverDueNotices(request: Request): Promise<DeliverySummary> {
  return deliverNotices(request, {
    cloud: async (notice) => {
      const driver = await driverFor(notice.recipient, "notices", {
        customerId: notice.customerId ?? undefined,
        subjectKind: notice.subjectKind ?? undefined,
        subjectId: notice.subjectId ?? undefined,
      });
      return driver.notify(readCloudNotice(notice.body));
    },
  });
}
