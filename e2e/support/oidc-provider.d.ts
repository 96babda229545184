/** The package brings no types: here is what the tests use of it. */
declare module "oidc-provider" {
  import type { Server } from "node:http";

  export default class Provider {
    constructor(issuer: string, options: unknown);
    listen(port: number, host: string, open: () => void): Server;
  }
}
