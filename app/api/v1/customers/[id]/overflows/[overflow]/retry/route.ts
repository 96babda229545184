import { methods } from "@/server/http/methods";
import { retryOverflow } from "@/server/overflow/retry-overflow";
import { retryOverflow as retry } from "../../../../../overflows/contract";
import { onOverflow } from "../../../../../overflows/on-overflow";

export const dynamic = "force-dynamic";

const post = onOverflow(retry, retryOverflow);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
