import type { Messages } from "../../internal/messages.ts"

export const billingDetails: Messages = {
  title: "Data penagihan",
  edit: "Ubah",
  add: "Tambah data penagihan",
  empty: "Belum ada data penagihan",
  emptyNote: "Faktur dibuat atas nama ini, dan pajak dapat bergantung padanya.",
  missing: "Ada yang kurang yang diperlukan faktur Anda.",
  missingState:
    "Provinsi atau negara bagian belum diisi. Pajak bergantung padanya; sebelum itu kredit tidak dapat ditambahkan.",
  readOnly: "Minta pemilik akun untuk mengubahnya.",
  contact: "Kontak",
  address: "Alamat penagihan",
  none: "Tidak ada",
  saved: "Tersimpan",
  stays: "Faktur yang sudah terbit tetap seperti semula.",
  conflict: "Seseorang mengubah data ini saat Anda mengeditnya.",
  theirs: "Tampilkan milik mereka",
  mine: "Simpan milik saya",
  discard: "Buang perubahan Anda?",
  discardYes: "Buang",
  discardNo: "Lanjutkan mengedit",
  notSaved: "Tidak ada yang disimpan.",
  error_forbidden: "Anda tidak boleh mengubah data ini. Minta akses kepada pemilik akun.",
  error_invalid_request: "Ada yang tidak diterima. Periksa isian lalu simpan lagi.",
}
