import { methods } from "@/server/http/methods";
import { getLicense } from "../contract";
import { onLicense } from "../on-license";

export const dynamic = "force-dynamic";

const get = onLicense(getLicense, async () => {});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
