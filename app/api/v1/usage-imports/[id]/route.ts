import { methods } from "@/server/http/methods";
import { importById } from "@/server/usage/imports/usage-imports";
import { slugs } from "../../names";
import { serve } from "../../serve";
import { getImport, shownImport } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getImport, (program, { params }) =>
  program.see(undefined, async (ctx) => shownImport(await importById(ctx, params.id), await slugs(ctx))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
