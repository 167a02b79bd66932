import type { Messages } from "../../internal/messages.ts"

export const billingForm: Messages = {
  name: "नाम",
  email: "ई-मेल",
  phone: "फ़ोन",
  line1: "पता",
  line2: "पता, दूसरी पंक्ति",
  city: "शहर",
  state: "राज्य",
  postalCode: "पिन कोड",
  country: "देश",
  choose: "चुनें",
  taxId: "GSTIN या कर पहचान",
  billingWhy: "आपके इनवॉइस के लिए ज़रूरी हैं।",
  optional: "{label} (वैकल्पिक)",
  save: "सहेजें",
  saving: "सहेजा जा रहा है",
  cancel: "रद्द करें",
  required: "ज़रूरी है।",
  wrong: "यह सही नहीं लगता।",
  example: "जैसे {example}",
  taxIdWrong: "यह मान्य {label} नहीं है। सही ऐसा दिखता है: {example}।",
}
