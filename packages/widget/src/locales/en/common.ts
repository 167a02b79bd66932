/** What every element may say. */
export const common = {
  loading: "Loading",
  retry: "Try again",
  offline: "You are offline. Shown as of {time}.",
  stale: "No connection to the wallet. Shown as of {time}; trying again.",
  staleExpired: "Your session has ended. Shown as of {time}.",
  errorTitle: "This could not be loaded",
  error_offline: "You are offline. It loads by itself once you are connected.",
  error_network: "The wallet could not be reached. Check the connection, or try again.",
  error_no_token: "This page has not told whose wallet to show. Sign in again, or contact support.",
  error_no_server: "This page has not told where the wallet is: baseUrl is missing.",
  error_expired: "Your session has ended. Reload the page to go on.",
  error_forbidden: "You may not see this. Ask the owner of the account for access.",
  error_not_found: "This wallet is not there any more.",
  error_rate_limited: "That was too often. Wait a moment, then try again.",
  error_other: "Something went wrong on our side ({code}). Nothing was changed. Try again in a moment.",
} as const
