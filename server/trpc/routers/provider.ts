import { billingInput, logoInput, paletteInput, providerInput } from "../../provider/input";
import { paletteOf } from "../../provider/palette";
import { currentProvider } from "../../provider/queries";
import { changeProvider, moneyExists } from "../../workflow/change-provider";
import { router, staffProcedure } from "../init";

/** Who the provider is, as staff see and change it. */
export const providerRouter = router({
  /** With whether the currency can still be changed. */
  profile: staffProcedure("provider.read").query(({ ctx }) =>
    ctx.run(async (inner) => ({
      ...(await currentProvider(inner)),
      moneyExists: await moneyExists(inner),
    })),
  ),
  /** What pages would show in a color: the accents of both themes. */
  palette: staffProcedure("provider.read")
    .input(paletteInput)
    .query(({ input }) => ({ color: input.color, ...paletteOf(input.color) })),
  change: staffProcedure("provider.change")
    .input(providerInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => changeProvider(inner, input))),
  /** What statements state of the provider: finance's to change as well. */
  changeBilling: staffProcedure("billing.change")
    .input(billingInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => changeProvider(inner, input))),
  setLogo: staffProcedure("provider.change")
    .input(logoInput)
    .mutation(({ ctx, input: { png } }) =>
      ctx.run((inner) => changeProvider(inner, { logo: png === null ? null : Buffer.from(png, "base64") })),
    ),
});
