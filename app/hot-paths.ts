import type { HotPaths } from "@/server/http/plain-door";
import { POST as enrol } from "./api/machines/enrol/route";
import { POST as heartbeat } from "./api/machines/heartbeat/route";
import { GET as check, POST as checkUse } from "./api/v1/entitlements/check/route";
import { POST as events } from "./api/v1/events/route";

/** What machines and programs call all the time: the same handlers as Next mounts, answered before Next sees them. */
export const hotPaths: HotPaths = new Map([
  ["POST /api/v1/events", events],
  ["GET /api/v1/entitlements/check", check],
  ["POST /api/v1/entitlements/check", checkUse],
  ["POST /api/machines/heartbeat", heartbeat],
  ["POST /api/machines/enrol", enrol],
]);
