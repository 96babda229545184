/** A backup or a database that is not taken, with a sentence for the operator. Nothing was changed. */
export class BackupRefusal extends Error {
  override readonly name = "BackupRefusal";
}
