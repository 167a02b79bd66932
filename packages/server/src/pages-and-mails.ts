// What is written for people to read, in their languages: a module beside the Worker's script (`load-later.ts`).
export { docsPolicy } from "./docs/docs-policy.ts"
export { renderDocs } from "./docs/render-docs.ts"
export { chooseLanguage } from "./links/choose-language.ts"
export { payPageHeaders } from "./links/page-policy.ts"
export { renderPayPage } from "./links/render-page.ts"
export { mailLanguage, writeMail } from "./mail/write-mail.ts"
export { renderSandboxPage, sandboxPolicy } from "./payments/sandbox/render-page.ts"

/** Wrangler bundles what has a default export; nobody calls it. */
export default {}
