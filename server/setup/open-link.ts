import { serviceById } from "../catalogue/queries";
import { customerById } from "../configuration/queries";
import { type Context, inCustomer, inProvider, type Request } from "../context";
import { linkSecrets } from "../keys/link-secrets";
import { currentProvider } from "../provider/queries";
import { collectorOf } from "./collector";
import { addressesOf } from "./link-addresses";
import { linkPage } from "./page";
import { type LinkName, linkById, resolveLink } from "./queries";
import { recordDownload } from "./record-download";
import { linkSentence, linkState } from "./rules";

export type HandedOut =
  | { kind: "script"; script: string }
  | { kind: "page"; html: string }
  | { kind: "refused"; status: 404 | 410; sentence: string };

/**
 * What the address of an installation link hands out: the collector bound to it (counted as a download), or the page
 * with the button. Spends nothing. Unknown: 404; revoked or expired: 410, with one sentence. Used up: 410 for the page,
 * but still the collector, so that the line run again on the machine that it set up finds everything done; another
 * machine is refused with a sentence when it reports.
 */
export async function openLink(
  request: Omit<Request, "actor">,
  input: { secret: string; what: "script" | "page"; address: string },
): Promise<HandedOut> {
  const job: Request = { ...request, actor: { kind: "job", id: "link", label: "link" } };
  const name = /^[\w-]{43}$/.test(input.secret)
    ? await inProvider(job, (ctx) => resolveLink(ctx, "url", input.secret))
    : null;
  if (!name) return { kind: "refused", status: 404, sentence: linkSentence.unknown };
  return inCustomer(job, name.customerId, (ctx) => handOut(ctx, name, input));
}

async function handOut(
  ctx: Context,
  name: LinkName,
  input: { what: "script" | "page"; address: string },
): Promise<HandedOut> {
  const link = await linkById(ctx, name.customerId, name.id);
  const state = linkState(link, ctx.now);
  const again = state === "spent" && input.what === "script";
  if (state !== "open" && !again) return { kind: "refused", status: 410, sentence: linkSentence[state] };
  if (input.what === "page") {
    const { urlSecret } = await linkSecrets(link.id, link.keyId);
    const [service, customer] = [await serviceById(ctx, link.serviceId), await customerById(ctx, name.customerId)];
    const { command } = addressesOf(urlSecret, link.os);
    return {
      kind: "page",
      html: linkPage({
        company: customer.name,
        service: service.name,
        command,
        expiresAt: link.expiresAt,
        timeZone: customer.timeZone,
        os: link.os,
        provider: await currentProvider(ctx),
      }),
    };
  }
  await recordDownload(ctx, { customerId: name.customerId, linkId: link.id, address: input.address });
  const { script } = await collectorOf(ctx, { customerId: name.customerId, linkId: link.id });
  return { kind: "script", script };
}
