import { guardGuesses } from "@/server/http/guesses";
import { handle } from "@/server/http/handle";
import { limit } from "@/server/http/limits";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";
import { enrolInput } from "@/server/setup/input";
import { enrolMachine } from "@/server/workflow/enrol-machine";

export const dynamic = "force-dynamic";

/** A machine binds its key, spends the token, takes its seat (docs/machine-api.md). */
const post = handle(
  async ({ request, requestId, now, address, answerHeaders }) => {
    await limit("install", address, answerHeaders);
    const input = parseInput(enrolInput, await readJson(request));
    await limit("envelope", input.envelope, answerHeaders);
    return guardGuesses(
      { kind: "link", address, credential: input.envelope },
      () => enrolMachine({ requestId, now }, input),
      { codes: ["not_found", "forbidden"] },
    );
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
