/** A way to the payment page that no blocker stops, as it was made in the click. */
export interface CheckoutWay {
  /** @returns whether the page opens; where not, a link has to lead there */
  go(url: string): boolean
  /** Nothing is to be paid. */
  close(): void
}

/**
 * Called within the click: a tab that is opened after an answer would be blocked. Until its address is known it says
 * what it waits for.
 */
export function openCheckoutTab(words: string): CheckoutWay {
  const tab = window.open("", "_blank")
  try {
    if (tab !== null) {
      // The payment page gets no hand on this one.
      tab.opener = null
      tab.document.title = words
      tab.document.body.textContent = words
    }
  } catch {
    // Some pages may not write into what they open.
  }
  return {
    go(url) {
      if (tab === null || tab.closed) return false
      tab.location.replace(url)
      return true
    },
    close: () => tab?.close(),
  }
}

/** The payment page in place of this one. */
export const thisTab: CheckoutWay = {
  go(url) {
    location.assign(url)
    return true
  },
  close: () => undefined,
}
