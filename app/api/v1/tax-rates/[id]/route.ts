import { methods } from "@/server/http/methods";
import { removeTaxRate } from "@/server/money/tax-rates";
import { serve } from "../../serve";
import { deleteTaxRate } from "../contract";

export const dynamic = "force-dynamic";

const remove = serve(deleteTaxRate, (program, { params }) =>
  program.see(undefined, async (ctx) => {
    await removeTaxRate(ctx, params.id);
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ DELETE: remove });
