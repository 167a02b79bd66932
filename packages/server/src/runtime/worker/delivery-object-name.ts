/** Partners' ids have no such character. */
const OPERATOR_NAME = "@operator"

/** The name of the object of an owner's deliveries. */
export function deliveryObjectName(ownerId: string): string {
  return ownerId === "" ? OPERATOR_NAME : ownerId
}
