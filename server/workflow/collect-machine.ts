import { serviceById } from "../catalogue/queries";
import type { CollectInput } from "../collection/input";
import { machineByKey } from "../collection/machine-by-key";
import { machineById } from "../collection/queries";
import { reportMachine } from "../collection/report-machine";
import { type Context, inCustomer, inProvider, type Request } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { keyThumbprint } from "../keys/machine-signature";
import { type Link, type LinkName, linkById, resolveLink } from "../setup/queries";
import { linkSentence, linkState } from "../setup/rules";
import { refuseClosed } from "../setup/spend-link";
import { advanceMachine, type Progress, transmitInstaller } from "./provision-machine";

/**
 * Takes a machine's report and answers how far it has come (docs/machine-api.md). Spends nothing. With the customer's
 * information the answer is the installer made for this machine.
 * @throws not_found, gone, token_spent for a link that serves this machine no more.
 */
export async function collectMachine(
  request: Omit<Request, "actor">,
  input: CollectInput,
  address: string,
): Promise<Record<string, unknown>> {
  const job: Request = { ...request, actor: { kind: "job", id: "collect", label: "collect" } };
  const name = await inProvider(job, (ctx) => resolveLink(ctx, "token", input.token));
  if (!name) throw new DomainError("not_found", linkSentence.unknown);
  const as: Request = {
    ...request,
    actor: { kind: "link", id: name.id, label: `link ${name.id}`, customerId: name.customerId },
  };
  const machineId = await inCustomer(as, name.customerId, (ctx) => report(ctx, name, input, address));
  const progress = await advanceMachine(as, { customerId: name.customerId, machineId });
  if (progress.status !== "ready") return { ...answerOf(progress), machineId };
  const { script, signature } = await transmitInstaller(as, {
    customerId: name.customerId,
    machineId,
    licenseId: progress.licenseId,
  });
  return { status: "ready", machineId, installer: Buffer.from(script).toString("base64"), signature };
}

async function report(ctx: Context, name: LinkName, input: CollectInput, address: string): Promise<string> {
  const link = await linkById(ctx, name.customerId, name.id);
  const known = await machineByKey(ctx, name.customerId, keyThumbprint(input.publicKey));
  if (linkState(link, ctx.now) !== "open" && !(known && (await isOwn(ctx, link, known)))) refuseClosed(link, ctx.now);
  const service = await serviceById(ctx, link.serviceId);
  const { machineId } = await reportMachine(ctx, {
    customerId: name.customerId,
    link,
    service,
    publicKeyPem: input.publicKey,
    facts: input.facts,
    address,
  });
  return machineId;
}

/** A link that takes no new machine still answers the one that spent it, unless that one was retired since. */
async function isOwn(ctx: Context, link: Link, machineId: string): Promise<boolean> {
  const machine = await machineById(ctx, link.customerId, machineId);
  return machine.linkId === link.id && machine.lastHeartbeatAt !== null && machine.state !== "retired";
}

function answerOf(progress: Exclude<Progress, { status: "ready" }>): Record<string, unknown> {
  switch (progress.status) {
    case "missing":
      return { ...progress, url: `${env().origin}/company`, retryAfterSeconds: 10 };
    case "insufficient_storage":
      return progress;
    case "preparing":
      return { ...progress, retryAfterSeconds: 2 };
    case "waiting":
      return { ...progress, retryAfterSeconds: 15 };
  }
}
