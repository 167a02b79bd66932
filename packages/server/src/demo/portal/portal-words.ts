/** Languages of the portal: those of the elements. */
export const LANGUAGES = ["en", "es", "pt", "hi", "id", "ar"] as const
export type Language = (typeof LANGUAGES)[number]

/** Each in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  es: "Español",
  pt: "Português",
  hi: "हिन्दी",
  id: "Bahasa Indonesia",
  ar: "العربية",
}

/** What the portal says to the customer; what it says to developers is in English alone. */
export interface Words {
  readonly portal: string
  readonly skip: string
  readonly menu: string
  readonly wallet: string
  readonly charges: string
  readonly api: string
  readonly customer: string
  readonly language: string
  readonly theme: string
  readonly light: string
  readonly dark: string
  readonly system: string
  readonly lead: string
  /** Around the percentage. */
  readonly filling: readonly [before: string, after: string]
  readonly invoices: string
  readonly mails: string
  readonly noMails: string
  readonly support: string
  readonly demo: string
  readonly about: Readonly<Record<string, string>>
}

const EN: Words = {
  portal: "Messaging portal",
  skip: "Skip to content",
  menu: "Main",
  wallet: "Wallet",
  charges: "How charges are made",
  api: "API reference",
  customer: "Customer",
  language: "Language",
  theme: "Theme",
  light: "Light",
  dark: "Dark",
  system: "System",
  lead: "Balance, usage and top-ups",
  filling: ["The history is being written: ", " %. Figures grow until it is done."],
  invoices: "Invoices",
  mails: "Mails",
  noMails: "Nothing was sent to this customer. Add credits, and the receipt is here.",
  support: "Questions about billing?",
  demo: "This is a demo. Its customers are made up; their charges are worked out as real ones are.",
  about: {
    cus_demo_acme: "Typical, with months of history",
    cus_demo_nova: "New and empty",
    cus_demo_lima: "Running low",
    cus_demo_orbit: "Overdrawn, messages on their way",
    cus_demo_bharat: "In rupees, India",
    cus_demo_globex: "Huge: 40 numbers, 47 markets",
  },
}

const ES: Words = {
  portal: "Portal de mensajería",
  skip: "Ir al contenido",
  menu: "Principal",
  wallet: "Monedero",
  charges: "Cómo se calculan los cargos",
  api: "Referencia de la API",
  customer: "Cliente",
  language: "Idioma",
  theme: "Tema",
  light: "Claro",
  dark: "Oscuro",
  system: "Sistema",
  lead: "Saldo, consumo y recargas",
  filling: ["Se está escribiendo el historial: ", " %. Las cifras crecen hasta que termine."],
  invoices: "Facturas",
  mails: "Correos",
  noMails: "No se ha enviado nada a este cliente. Añade saldo y aquí estará el recibo.",
  support: "¿Dudas sobre la facturación?",
  demo: "Esto es una demostración. Los clientes son inventados; sus cargos se calculan como los reales.",
  about: {
    cus_demo_acme: "Típico, con meses de historial",
    cus_demo_nova: "Nuevo y vacío",
    cus_demo_lima: "Con poco saldo",
    cus_demo_orbit: "En descubierto, con mensajes en camino",
    cus_demo_bharat: "En rupias, India",
    cus_demo_globex: "Enorme: 40 números, 47 mercados",
  },
}

const PT: Words = {
  portal: "Portal de mensagens",
  skip: "Ir para o conteúdo",
  menu: "Principal",
  wallet: "Carteira",
  charges: "Como as cobranças são feitas",
  api: "Referência da API",
  customer: "Cliente",
  language: "Idioma",
  theme: "Tema",
  light: "Claro",
  dark: "Escuro",
  system: "Sistema",
  lead: "Saldo, uso e recargas",
  filling: ["O histórico está sendo gravado: ", " %. Os números crescem até o fim."],
  invoices: "Faturas",
  mails: "E-mails",
  noMails: "Nada foi enviado a este cliente. Adicione créditos e o recibo estará aqui.",
  support: "Dúvidas sobre cobrança?",
  demo: "Isto é uma demonstração. Os clientes são fictícios; as cobranças são calculadas como as reais.",
  about: {
    cus_demo_acme: "Típico, com meses de histórico",
    cus_demo_nova: "Novo e vazio",
    cus_demo_lima: "Com saldo baixo",
    cus_demo_orbit: "No negativo, com mensagens a caminho",
    cus_demo_bharat: "Em rúpias, Índia",
    cus_demo_globex: "Enorme: 40 números, 47 mercados",
  },
}

const HI: Words = {
  portal: "मैसेजिंग पोर्टल",
  skip: "सामग्री पर जाएँ",
  menu: "मुख्य",
  wallet: "वॉलेट",
  charges: "शुल्क कैसे बनते हैं",
  api: "API संदर्भ",
  customer: "ग्राहक",
  language: "भाषा",
  theme: "थीम",
  light: "हल्की",
  dark: "गहरी",
  system: "सिस्टम",
  lead: "बैलेंस, उपयोग और टॉप-अप",
  filling: ["इतिहास लिखा जा रहा है: ", " %। पूरा होने तक आँकड़े बढ़ते रहेंगे।"],
  invoices: "इनवॉइस",
  mails: "ईमेल",
  noMails: "इस ग्राहक को कुछ नहीं भेजा गया। क्रेडिट जोड़ें, रसीद यहाँ होगी।",
  support: "बिलिंग के बारे में प्रश्न?",
  demo: "यह एक डेमो है। ग्राहक काल्पनिक हैं; उनके शुल्क असली की तरह निकाले जाते हैं।",
  about: {
    cus_demo_acme: "सामान्य, महीनों का इतिहास",
    cus_demo_nova: "नया और खाली",
    cus_demo_lima: "बैलेंस कम है",
    cus_demo_orbit: "ओवरड्रॉन, संदेश रास्ते में",
    cus_demo_bharat: "रुपये में, भारत",
    cus_demo_globex: "विशाल: 40 नंबर, 47 बाज़ार",
  },
}

const ID: Words = {
  portal: "Portal perpesanan",
  skip: "Langsung ke isi",
  menu: "Utama",
  wallet: "Dompet",
  charges: "Cara biaya dihitung",
  api: "Referensi API",
  customer: "Pelanggan",
  language: "Bahasa",
  theme: "Tema",
  light: "Terang",
  dark: "Gelap",
  system: "Sistem",
  lead: "Saldo, pemakaian, dan isi ulang",
  filling: ["Riwayat sedang ditulis: ", " %. Angka bertambah sampai selesai."],
  invoices: "Faktur",
  mails: "Email",
  noMails: "Belum ada yang dikirim ke pelanggan ini. Tambahkan kredit, dan tanda terimanya ada di sini.",
  support: "Ada pertanyaan tentang tagihan?",
  demo: "Ini demo. Pelanggannya rekaan; biayanya dihitung seperti yang sebenarnya.",
  about: {
    cus_demo_acme: "Umum, riwayat berbulan-bulan",
    cus_demo_nova: "Baru dan kosong",
    cus_demo_lima: "Saldo menipis",
    cus_demo_orbit: "Saldo minus, pesan dalam perjalanan",
    cus_demo_bharat: "Dalam rupee, India",
    cus_demo_globex: "Sangat besar: 40 nomor, 47 pasar",
  },
}

const AR: Words = {
  portal: "بوابة المراسلة",
  skip: "انتقل إلى المحتوى",
  menu: "الرئيسية",
  wallet: "المحفظة",
  charges: "كيف تُحتسب الرسوم",
  api: "مرجع API",
  customer: "العميل",
  language: "اللغة",
  theme: "المظهر",
  light: "فاتح",
  dark: "داكن",
  system: "النظام",
  lead: "الرصيد والاستخدام والشحن",
  filling: ["تجري كتابة السجل: ", "٪. تزداد الأرقام حتى تكتمل."],
  invoices: "الفواتير",
  mails: "الرسائل",
  noMails: "لم يُرسل شيء إلى هذا العميل. أضف رصيدًا وسيظهر الإيصال هنا.",
  support: "أسئلة عن الفوترة؟",
  demo: "هذا عرض تجريبي. العملاء وهميون، وتُحتسب رسومهم كما تُحتسب الرسوم الحقيقية.",
  about: {
    cus_demo_acme: "اعتيادي، بسجل يمتد أشهرًا",
    cus_demo_nova: "جديد وفارغ",
    cus_demo_lima: "الرصيد منخفض",
    cus_demo_orbit: "رصيد سالب ورسائل في الطريق",
    cus_demo_bharat: "بالروبية، الهند",
    cus_demo_globex: "ضخم: 40 رقمًا و47 سوقًا",
  },
}

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, es: ES, pt: PT, hi: HI, id: ID, ar: AR }

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr"
}
