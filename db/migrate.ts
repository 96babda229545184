import { migrate } from "./run-migrations";

/** Entry of the bundled migrate.mjs: `DATABASE_OWNER_URL=… node migrate.mjs`. Prints the cause when it fails. */
const ownerUrl = process.env.DATABASE_OWNER_URL;
if (!ownerUrl) {
  console.error("DATABASE_OWNER_URL is missing: migrations run as the owner of the database.");
  process.exit(2);
}
migrate(ownerUrl, process.env.SPILLWAY_HOME ?? process.cwd()).then(
  ({ applied }) => console.log(JSON.stringify({ applied })),
  (error: Error) => {
    console.error(error.message, error.cause ?? "");
    process.exit(1);
  },
);
