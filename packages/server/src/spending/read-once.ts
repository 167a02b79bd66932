import type { Catalog } from "../catalog/catalog.ts"

/**
 * A catalog that reads each sender and place once, for the length of one request: a thousand events name a few of them, and each
 * reading asks the database whether another process wrote.
 */
export function readSendersOnce(catalog: Catalog): Catalog {
  const ofApp = once((gupshupAppId) => catalog.sendersByApp(gupshupAppId, null))
  return {
    ...catalog,
    sender: once((id) => catalog.sender(id)),
    assignments: once((senderId) => catalog.assignments(senderId)),
    walletPlace: once((walletId) => catalog.walletPlace(walletId)),
    sendersByApp: async (gupshupAppId, partnerId) => {
      const senders = await ofApp(gupshupAppId)
      return partnerId === null ? senders : senders.filter((sender) => sender.partnerId === partnerId)
    },
  }
}

function once<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return (id) => {
    let answer = answers.get(id)
    if (answer === undefined) answers.set(id, (answer = read(id)))
    return answer
  }
}
