import { methods } from "@/server/http/methods";
import { customerOfLink } from "@/server/setup/customer-of-link";
import { linkAddress } from "@/server/setup/queries";
import { serve } from "../../../serve";
import { getAddress } from "../../contract";

export const dynamic = "force-dynamic";

/** For who may make links: the address is a secret and stands in no list. */
const get = serve(getAddress, (program, { params }) =>
  program.owning(
    (ctx) => customerOfLink(ctx, params.id),
    async (ctx, customerId) => {
      const address = await linkAddress(ctx, customerId, params.id);
      return { ...address, expiresAt: address.expiresAt.toISOString() };
    },
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
