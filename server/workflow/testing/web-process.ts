import { createInterface } from "node:readline";
import { POST as cron } from "@/app/api/cron/billing/route";
import { database } from "@/db";
import { liveChanges, livePosition } from "@/server/audit/live-changes";
import { changesChannel } from "@/server/cached-until-changed";
import { env } from "@/server/env";
import { countAnswer, storeAnswers } from "@/server/http/answer-counts";
import { installationSettings } from "@/server/installation";
import { signJws, verifyJws } from "@/server/keys/jws";

/**
 * A web process for tests, without Next: answers each line of its input with a line of JSON, and prints a line when a
 * notification has dropped what it caches.
 */
const commands: Record<string, (argument: string) => Promise<unknown>> = {
  cron: async () => {
    const headers = { authorization: `Bearer ${env().CRON_SECRET}` };
    const request = new Request("http://127.0.0.1/api/cron/billing", { method: "POST", headers });
    return (await cron(request)).json();
  },
  sign: (text) => signJws("license", { text }),
  verify: (jws) => verifyJws("license", jws),
  settings: () => installationSettings(),
  position: () => livePosition(),
  follow: async (position) => (await liveChanges(null, position, new AbortController().signal).next()).value,
  answer: async (status) => countAnswer(Number(status)),
  store: () => storeAnswers(),
};

const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

// Listeners are called in the order in which they began: the cache's, then this one.
await signJws("license", {});
await database().providerSql.listen(changesChannel, (table) => print({ changed: table }));
print({ answer: "ready" });
for await (const line of createInterface({ input: process.stdin })) {
  const [command = "", argument = ""] = line.split(" ");
  print({ answer: await commands[command]?.(argument) });
}
await database().end();
