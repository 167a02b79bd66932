import type { Formats } from "../money/formats.ts"

/** A sentence with `{names}` to fill in, or one for each plural form of `{count}`. */
export type Message = string | ({ readonly other: string } & { readonly [F in Intl.LDMLPluralRule]?: string })

/** What one element, or all of them, say in one language. */
export type Messages = Readonly<Record<string, Message>>

export type MessageValues = Readonly<Record<string, string | number>>

/** The sentence, with numbers written as its reader writes them. */
export function formatMessage(message: Message, values: MessageValues, formats: Formats): string {
  const text =
    typeof message === "string"
      ? message
      : (message[formats.plural(Number(values["count"]))] ?? message.other)
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? ""
    return typeof value === "number" ? formats.count(value) : value
  })
}
