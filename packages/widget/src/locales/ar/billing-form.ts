import type { Messages } from "../../internal/messages.ts"

export const billingForm: Messages = {
  name: "الاسم",
  email: "البريد الإلكتروني",
  phone: "الهاتف",
  line1: "العنوان",
  line2: "العنوان، السطر الثاني",
  city: "المدينة",
  state: "الولاية أو المحافظة",
  postalCode: "الرمز البريدي",
  country: "البلد",
  choose: "اختر",
  taxId: "الرقم الضريبي",
  billingWhy: "تحتاج إليها فواتيرك.",
  optional: "{label} (اختياري)",
  save: "حفظ",
  saving: "يجري الحفظ",
  cancel: "إلغاء",
  required: "مطلوب.",
  wrong: "لا يبدو هذا صحيحًا.",
  example: "مثل {example}",
  taxIdWrong: "هذا ليس {label} صحيحًا. يكون على هذا الشكل: {example}.",
}
