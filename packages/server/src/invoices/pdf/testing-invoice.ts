import type { Invoice, InvoiceContent, InvoiceCustomer } from "../../catalog/invoice-records.ts"

/** An invoice of a company in San Francisco to one in London. */
export function buildInvoice({
  customer,
  content,
  ...invoice
}: Partial<Omit<Invoice, "content">> & {
  readonly customer?: Partial<InvoiceCustomer>
  /** With what an invoice has only where its sale was taxed by place. */
  readonly content?: Partial<InvoiceContent> & Readonly<Record<string, unknown>>
} = {}): Invoice {
  return {
    id: "inv_wal_1.0001",
    issuerId: "acme",
    series: "INV",
    year: 2026,
    sequence: 1,
    number: "INV-2026-000001",
    kind: "invoice",
    walletId: "wal_1",
    topUpId: "top_1",
    correctsId: null,
    issuedAt: Date.UTC(2026, 10, 25, 20, 30),
    ...invoice,
    content: {
      currency: "USD",
      issuer: {
        name: "Acme",
        legalName: "Acme Messaging, Inc.",
        address: {
          line1: "1 Market Street",
          city: "San Francisco",
          state: "CA",
          postalCode: "94105",
          country: "US",
        },
        taxId: "94-1234567",
        timezone: "UTC",
      },
      customer: {
        id: "cus_1",
        name: "Globex Limited",
        contact: { name: "Ana Ruiz", email: "ana@globex.example" },
        billingAddress: {
          line1: "221B Baker Street",
          line2: "2nd floor",
          city: "London",
          postalCode: "NW1 6XE",
          country: "GB",
        },
        taxId: "GB123456789",
        locale: "en-GB",
        timezone: "Europe/London",
        ...customer,
      },
      lines: [
        { kind: "credits", label: "Credits", percent: null, amount: "100" },
        { kind: "fee", label: "Card fee", percent: null, amount: "3.2" },
        { kind: "tax", label: "VAT", percent: "20", amount: "20.64" },
      ],
      subtotal: "103.2",
      tax: "20.64",
      total: "123.84",
      bonus: "10",
      method: "checkout",
      source: "portal",
      reference: "pi_3Qxyz",
      ...content,
    },
  }
}

/** What the pictures and tests show: each in another script, all with what is hard in it. */
export const EXAMPLES = {
  en: buildInvoice(),
  hi: buildInvoice({
    customer: {
      name: "क्षत्रिय श्रीवास्तव एंड ब्रदर्स प्राइवेट लिमिटेड",
      contact: null,
      billingAddress: {
        line1: "१२, राष्ट्रपति मार्ग, द्वितीय तल",
        line2: "कृष्णा नगर",
        city: "लखनऊ",
        state: "उत्तर प्रदेश",
        postalCode: "226001",
        country: "IN",
      },
      taxId: "09AAACH7409R1ZZ",
      locale: "hi-IN",
      timezone: "Asia/Kolkata",
    },
    content: {
      currency: "INR",
      issuer: {
        name: "Acme",
        legalName: "Acme Messaging India Pvt. Ltd.",
        address: {
          line1: "MG Road 7",
          city: "Bengaluru",
          state: "Karnataka",
          postalCode: "560001",
          country: "IN",
        },
        taxId: "29AAACA1234A1Z5",
        timezone: "Asia/Kolkata",
      },
      lines: [
        { kind: "credits", label: "Credits", percent: null, amount: "125000" },
        { kind: "tax", label: "IGST", percent: "18", amount: "22500" },
      ],
      subtotal: "125000",
      tax: "22500",
      total: "147500",
      bonus: "2500",
      placeOfSupply: { country: "IN", region: "UP", name: "Uttar Pradesh (09)" },
      serviceCode: "998413",
    },
  }),
  ar: buildInvoice({
    id: "inv_wal_1.0002",
    kind: "credit_note",
    number: "INV-2026-000002",
    correctsId: "inv_wal_1.0001",
    customer: {
      name: "شركة النور للتجارة (Al Noor Trading LLC)",
      contact: null,
      billingAddress: {
        line1: "شارع الشيخ زايد 12، برج الإمارات",
        city: "دبي",
        postalCode: "00000",
        country: "AE",
      },
      taxId: "100123456700003",
      locale: "ar-EG",
      timezone: "Asia/Dubai",
    },
    content: {
      currency: "AED",
      lines: [
        { kind: "credits", label: "Credits refunded", percent: null, amount: "1250.5" },
        { kind: "tax", label: "VAT", percent: "5", amount: "62.53" },
      ],
      subtotal: "1250.5",
      tax: "62.53",
      total: "1313.03",
      bonus: "0",
    },
  }),
  pt: buildInvoice({
    customer: {
      name: "Companhia Brasileira de Distribuição e Comércio Internacional de Alimentos São João da Conceição Ltda.",
      contact: { name: "João", email: "financeiro@distribuicao.example" },
      billingAddress: {
        line1: "Avenida Engenheiro Luís Carlos Berrini, 1748, conjunto 2210, Cidade Monções",
        city: "São Paulo",
        state: "SP",
        postalCode: "04571-000",
        country: "BR",
      },
      taxId: "12.345.678/0001-95",
      locale: "pt-BR",
      timezone: "America/Sao_Paulo",
    },
    content: {
      currency: "BRL",
      lines: [
        ...Array.from({ length: 40 }, (_, index) => ({
          kind: "credits" as const,
          label: `Créditos do número +55 11 99000-00${String(index + 10)}`,
          percent: null,
          amount: "25",
        })),
        { kind: "tax", label: "ISS", percent: "5", amount: "47.62", isIncluded: true },
      ],
      subtotal: "952.38",
      tax: "47.62",
      total: "1000",
      taxNotes: [{ code: "reverse_charge", text: "Reverse charge: the recipient accounts for the tax." }],
    },
  }),
} satisfies Readonly<Record<string, Invoice>>
