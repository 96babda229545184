import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { limitRate } from "@/server/http/rate-limit";
import { readJson } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";
import { enrolInput } from "@/server/setup/input";
import { enrolMachine } from "@/server/workflow/enrol-machine";

export const dynamic = "force-dynamic";

/** A machine binds its key, spends the token, takes its seat (docs/machine-api.md). */
const post = handle(
  async ({ request, requestId, now, address }) => {
    limitRate("enrol", address, { perMinute: 600, burst: 600 });
    const input = parseInput(enrolInput, await readJson(request));
    limitRate("enrol envelope", input.envelope, { perMinute: 30 });
    return enrolMachine({ requestId, now }, input);
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
