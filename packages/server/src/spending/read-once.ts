import type { Catalog } from "../catalog/catalog.ts"

/**
 * A catalog that reads each sender once, for the length of one request: a thousand events name a few of them, and each
 * reading asks the database whether another process wrote.
 */
export function readSendersOnce(catalog: Catalog): Catalog {
  return {
    ...catalog,
    sender: once((id) => catalog.sender(id)),
    assignments: once((senderId) => catalog.assignments(senderId)),
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
