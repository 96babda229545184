import { methods } from "@/server/http/methods";
import { answerOverflow } from "@/server/overflow/answer-overflow";
import { answerOverflow as answer } from "../../../../../overflows/contract";
import { onOverflow } from "../../../../../overflows/on-overflow";

export const dynamic = "force-dynamic";

const post = onOverflow(answer, (ctx, key, body) => answerOverflow(ctx, { ...key, ...body }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
