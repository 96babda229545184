import { buildCollector, keyLines } from "@/agent/build";
import { serviceById } from "../catalogue/queries";
import { ruleOf } from "../collection/queries";
import type { Context } from "../context";
import { env } from "../env";
import { linkSecrets } from "../keys/link-secrets";
import { publicKeys } from "../keys/signing-keys";
import { agentSources } from "./agent-sources";
import { addressesOf } from "./link-addresses";
import { privateCa } from "./private-ca";
import { linkById } from "./queries";

/**
 * The collector bound to a link: always the same text for the same link and version, so that its SHA-256 can be given
 * ahead. `url` is where a GET hands it out. @throws not_found
 */
export async function collectorOf(
  ctx: Context,
  input: { customerId: string; linkId: string },
): Promise<{ script: string; url: string }> {
  const link = await linkById(ctx, input.customerId, input.linkId);
  const service = await serviceById(ctx, link.serviceId);
  const rule = ruleOf(service);
  const { token, urlSecret } = await linkSecrets(link.id, link.keyId);
  const { url } = addressesOf(urlSecret, link.os);
  const script = buildCollector(agentSources(), {
    ORIGIN: env().origin,
    TOKEN: token,
    INSTALLER_KEYS: keyLines(await publicKeys("installer")),
    SERVICE: service.slug,
    LINK_URL: url,
    ALLOCATION_FRACTION_PERMILLE: String(rule.fractionPermille),
    ALLOCATION_RESERVE_BYTES: rule.reserveBytes.toString(),
    ALLOCATION_RESERVE_PERMILLE: String(rule.reservePermille),
    ALLOCATION_STEP_BYTES: rule.stepBytes.toString(),
    CA_CERTIFICATE: privateCa()?.pem.trimEnd() ?? "",
  });
  return { script, url: `${url}.sh` };
}
