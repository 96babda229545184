import { collectInput } from "@/server/collection/input";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { limitRate } from "@/server/http/rate-limit";
import { readJson } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";
import { collectMachine } from "@/server/workflow/collect-machine";

export const dynamic = "force-dynamic";

/** A machine reports what it is (docs/machine-api.md). */
const post = handle(
  async ({ request, requestId, now, address }) => {
    limitRate("collect", address, { perMinute: 600, burst: 600 });
    const input = parseInput(collectInput, await readJson(request));
    limitRate("collect token", input.token, { perMinute: 300, burst: 400 });
    return collectMachine({ requestId, now }, input, address);
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
