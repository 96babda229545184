import { methods } from "@/server/http/methods";
import { giveUpOverflow } from "@/server/overflow/give-up-overflow";
import { giveUpOverflow as giveUp } from "../../../../../overflows/contract";
import { onOverflow } from "../../../../../overflows/on-overflow";

export const dynamic = "force-dynamic";

const post = onOverflow(giveUp, (ctx, key, { reason }) => giveUpOverflow(ctx, { ...key, reason }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
