import type { MediaType } from "@tollgate/engine"

const MEDIA_TYPES: ReadonlyMap<string, MediaType> = new Map<string, MediaType>([
  ["text", "text"],
  ["image", "image"],
  ["video", "video"],
  ["audio", "audio"],
  ["voice", "audio"],
  ["document", "document"],
  ["file", "document"],
  ["sticker", "sticker"],
  ["location", "location"],
  ["contacts", "contacts"],
  ["contact", "contacts"],
  ["interactive", "interactive"],
  ["button", "interactive"],
  ["button_reply", "interactive"],
  ["list_reply", "interactive"],
  ["quick_reply", "interactive"],
  ["reaction", "reaction"],
])

/** The media type of an inbound message; any type that is not listed is `other`. Rule META-10. */
export function parseMediaType(type: unknown): MediaType {
  return (typeof type === "string" ? MEDIA_TYPES.get(type.toLowerCase()) : undefined) ?? "other"
}
