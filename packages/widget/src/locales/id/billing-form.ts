import type { Messages } from "../../internal/messages.ts"

export const billingForm: Messages = {
  name: "Nama",
  email: "E-mail",
  phone: "Telepon",
  line1: "Alamat",
  line2: "Alamat baris 2",
  city: "Kota",
  state: "Provinsi",
  postalCode: "Kode pos",
  country: "Negara",
  choose: "Pilih",
  taxId: "NPWP atau nomor pajak",
  billingWhy: "Diperlukan untuk faktur Anda.",
  optional: "{label} (opsional)",
  save: "Simpan",
  saving: "Menyimpan",
  cancel: "Batal",
  required: "Diperlukan.",
  wrong: "Ini tampaknya tidak benar.",
  example: "Misalnya {example}",
  taxIdWrong: "Ini bukan {label} yang benar. Bentuknya seperti {example}.",
}
