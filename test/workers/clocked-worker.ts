import { workerClock } from "@tollgate/server/runtime/worker/worker-deps.ts"
import worker from "@tollgate/server/runtime/worker/index.ts"
import { CLOCK_HEADER } from "./clock-header.ts"

export {
  CouponObject,
  DeliveryObject,
  IntakeObject,
  IssuerObject,
  WalletObject,
} from "@tollgate/server/runtime/worker/index.ts"

/** The Worker with a clock that the caller sets. */
export default {
  ...worker,
  fetch(request: Request, env: never) {
    const now = request.headers.get(CLOCK_HEADER)
    if (now !== null) workerClock.now = () => Number(now)
    return worker.fetch(request, env)
  },
}
