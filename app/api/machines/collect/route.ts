import { collectInput } from "@/server/collection/input";
import { guardGuesses } from "@/server/http/guesses";
import { handle } from "@/server/http/handle";
import { limit } from "@/server/http/limits";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";
import { collectMachine } from "@/server/workflow/collect-machine";

export const dynamic = "force-dynamic";

/** A machine reports what it is (docs/machine-api.md). */
const post = handle(
  async ({ request, requestId, now, address, answerHeaders }) => {
    await limit("install", address, answerHeaders);
    const input = parseInput(collectInput, await readJson(request));
    await limit("token", input.token, answerHeaders);
    return guardGuesses(
      { kind: "link", address, credential: input.token },
      () => collectMachine({ requestId, now }, input, address),
      { codes: ["not_found"] },
    );
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
