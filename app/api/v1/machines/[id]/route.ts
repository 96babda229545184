import { renameMachine } from "@/server/collection/rename-machine";
import { methods } from "@/server/http/methods";
import { getMachine, renameMachine as rename } from "../contract";
import { onMachine } from "../on-machine";

export const dynamic = "force-dynamic";

const get = onMachine(getMachine, async () => {});

const patch = onMachine(rename, (ctx, key, { name }) => renameMachine(ctx, { ...key, name }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PATCH: patch });
