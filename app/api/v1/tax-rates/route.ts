import { methods } from "@/server/http/methods";
import { listTaxRates, setTaxRate } from "@/server/money/tax-rates";
import { serve } from "../serve";
import { putTaxRate, readTaxRates, shownTaxRate } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(readTaxRates, (program) =>
  program.see(undefined, async (ctx) => ({ taxRates: (await listTaxRates(ctx)).map(shownTaxRate) })),
);

const put = serve(putTaxRate, (program, { body }) =>
  program.see(undefined, async (ctx) => ({ id: await setTaxRate(ctx, body) })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put });
