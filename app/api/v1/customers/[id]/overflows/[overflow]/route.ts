import { methods } from "@/server/http/methods";
import { getOverflow } from "../../../../overflows/contract";
import { onOverflow } from "../../../../overflows/on-overflow";

export const dynamic = "force-dynamic";

const get = onOverflow(getOverflow, async () => {});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
