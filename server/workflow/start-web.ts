import { inProvider, jobRequest } from "../context";
import { checkSecrets } from "../keys/check-secrets";
import { log } from "../log";
import { whenReachable } from "../unreachable";

/** Tries this process's secrets as soon as the database answers. Those of another installation end it. */
export function watchStart(): void {
  const waiting = (err: Error) => log.warn({ err }, "the web waits for the database");
  whenReachable(() => inProvider(jobRequest("web"), (ctx) => checkSecrets(ctx)), waiting).catch((err: Error) => {
    log.fatal({ err }, "the web cannot start");
    process.exit(1);
  });
}
