import { methods } from "@/server/http/methods";
import { authorityById } from "@/server/usage/questions/authorities";
import { slugs } from "../../names";
import { serve } from "../../serve";
import { getAuthority, shownAuthority } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getAuthority, (program, { params }) =>
  program.see(undefined, async (ctx) =>
    shownAuthority(await authorityById(ctx, params.id), await slugs(ctx), { own: program.actor.customerId !== null }),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
