"""Every sentence of the import, by its stable code: Indonesian first, English second.

Each says what is wrong and what to do. Facts stand in braces.
"""

from dataclasses import dataclass

TEXTS: dict[str, tuple[str, str]] = {
    # About a phone
    "phone_missing": (
        "Tidak ada nomor HP; orangnya tetap dicatat tanpa akun. Tambahkan nomornya bila sudah ada.",
        "No mobile number; the person is kept without an account. Add the number when it is known.",
    ),
    "phone_too_short": (
        "Nomor {number} terlalu pendek untuk nomor HP. Tanyakan nomor lengkapnya.",
        "Number {number} is too short for a mobile number. Ask for the whole number.",
    ),
    "phone_too_long": (
        "Nomor {number} terlalu panjang; mungkin dua nomor menempel. Pisahkan dengan garis miring.",
        "Number {number} is too long; perhaps two numbers in one. Separate them with a slash.",
    ),
    "phone_landline": (
        "Nomor {number} adalah telepon rumah, tidak bisa dipakai untuk akun. Tambahkan nomor HP.",
        "Number {number} is a landline and cannot be an account's number. Add a mobile number.",
    ),
    "phone_service": (
        "Nomor {number} adalah nomor layanan, bukan nomor warga. Ganti dengan nomor HP warga itu.",
        "Number {number} is a service number, not a resident's. Give the resident's mobile number.",
    ),
    "phone_foreign": (
        "Nomor {number} bukan nomor Indonesia (+62), tidak dipakai untuk akun. Tambahkan nomor HP Indonesia.",
        "Number {number} is not Indonesian (+62) and is not used. Add an Indonesian mobile number.",
    ),
    "phone_invalid": (
        "Nomor {number} bukan nomor HP yang sah. Periksa angka-angkanya.",
        "Number {number} is not a valid mobile number. Check its digits.",
    ),
    "phone_unreadable": (
        'Isi kolom telepon "{number}" bukan nomor; dianggap tanpa HP. Tulis nomor seperti 0812-3456-7890.',
        '"{number}" is not a number; taken as no phone. Write it like 0812-3456-7890.',
    ),
    "phone_scientific": (
        "Nomor {number} sudah dirusak lembar kerja; angka belakangnya hilang. Ketik ulang sebagai teks.",
        "Number {number} was spoiled by the spreadsheet; its last digits are gone. Type it again as text.",
    ),
    "phone_rounded": (
        "Nomor {number} berakhir nol, mungkin dibulatkan lembar kerja; tidak dipakai. Ketik ulang sebagai teks.",
        "Number {number} ends in zeros, perhaps rounded by the spreadsheet; not used. Type it again as text.",
    ),
    "phone_second": (
        "Nomor kedua {number} dicatat sebagai nomor tambahan; akun memakai nomor pertama.",
        "Second number {number} is kept as an extra; the account uses the first.",
    ),
    "phone_remark": (
        'Nomor tertulis dengan keterangan "{remark}". Pastikan nomor itu dipegang orang ini.',
        'The number carries the remark "{remark}". Make sure that this person holds it.',
    ),
    "phone_shared": (
        "Nomor {number} sudah dipakai {name} (baris {line}); satu nomor hanya untuk satu akun, jadi "
        "orang ini dicatat tanpa HP. Tambahkan nomornya sendiri bila ada.",
        "Number {number} is already {name}'s (line {line}); one number is one account, so this person is "
        "kept without a phone. Add a number of their own.",
    ),
    "phone_withheld": (
        "Nomor {number} tertulis pada almarhum; belum diberikan kepada siapa pun sampai ada kepala keluarga "
        "baru. Tunjuk kepala keluarga baru, lalu isi nomornya.",
        "Number {number} stands with a person who has died; it is nobody's until a new head is named.",
    ),
    # About a name
    "name_missing": (
        "Nama kosong, jadi baris ini tidak dapat dicatat. Isi namanya lalu impor lagi.",
        "The name is empty, so this row cannot be kept. Fill it in and import again.",
    ),
    "name_not_text": (
        'Nama "{name}" tidak berisi huruf, jadi baris ini tidak dapat dicatat. Periksa letak kolomnya.',
        'Name "{name}" holds no letter, so this row cannot be kept. Check the columns.',
    ),
    "name_too_long": (
        "Nama lebih dari {limit} huruf, jadi baris ini tidak dapat dicatat. Periksa letak kolomnya.",
        "The name has more than {limit} letters, so this row cannot be kept. Check the columns.",
    ),
    "name_rejoined": (
        'Nama berkoma tanpa tanda kutip; dibaca sebagai "{name}". Periksa, atau beri tanda kutip.',
        'A name with a comma and no quotes; read as "{name}". Check it, or put it in quotes.',
    ),
    "house_empty": (
        'Tertulis "{name}": rumah kosong, tidak ada orang yang dicatat. Isi namanya bila sudah dihuni.',
        '"{name}" means an empty house; nobody is kept. Give a name once it is lived in.',
    ),
    "name_after_deceased": (
        'Nama "{name}" menyebut almarhum suami/orang tuanya; dianggap nama orang yang masih hidup. '
        "Tulis namanya sendiri.",
        '"{name}" names a late husband or parent; taken as a living person. Write their own name.',
    ),
    "double_merged": (
        "Nama dan nomor sama dengan baris {line} ({sheet}); digabung menjadi satu orang. "
        "Hapus salah satu barisnya bila benar.",
        "Same name and number as line {line} ({sheet}); merged into one person. Delete one of the rows.",
    ),
    "double_possible": (
        "Nama dan alamat sama dengan baris {line}, nomornya tidak; keduanya dicatat. "
        "Hapus salah satu bila orangnya sama.",
        "Same name and address as line {line}, but not the same number; both are kept. Delete one if it is "
        "the same person.",
    ),
    # About a household
    "deceased": (
        "Tertulis almarhum/meninggal; tidak diberi akun dan tidak mendapat giliran. Perbarui daftarnya.",
        "Marked as deceased; gets no account and no turn. Bring the list up to date.",
    ),
    "head_deceased": (
        "Kepala keluarga tertulis almarhum; keluarganya tetap dicatat, tanpa akun dan giliran untuk "
        "almarhum. Tunjuk kepala keluarga baru.",
        "The head of this household is marked as deceased; the household is kept, he gets no account and no "
        "turn. Name a new head.",
    ),
    "head_assumed": (
        "Keluarga ini tidak mempunyai kepala keluarga di daftar; orang pertama dianggap kepala keluarga. "
        "Perbaiki bila bukan.",
        "No head is named in this household; its first person is taken as head. Correct it if not.",
    ),
    "head_twice": (
        "Kepala keluarga kedua dalam satu keluarga; yang pertama dipakai. Periksa hubungan keluarganya.",
        "A second head in one household; the first is used. Check the relation.",
    ),
    "head_not_listed": (
        "Kepala keluarga {name} tidak punya baris sendiri, jadi belum dicatat. Tambahkan barisnya.",
        "The head {name} has no row and is not kept yet. Add a row.",
    ),
    "address_missing": (
        "Alamat kosong; keluarganya tetap dicatat. Lengkapi alamatnya.",
        "No address; the household is kept. Fill it in.",
    ),
    "tenure_missing": (
        "Status tinggal kosong; belum ditentukan. Isi Tetap, Kontrak atau Kos.",
        "No tenure; left open. Write Tetap (owner), Kontrak (tenant) or Kos (boarder).",
    ),
    "tenure_unknown": (
        'Status tinggal "{value}" tidak dikenal; belum ditentukan. Isi Tetap, Kontrak atau Kos.',
        'Tenure "{value}" is not known; left open. Write Tetap (owner), Kontrak (tenant) or Kos (boarder).',
    ),
    "occupants_unreadable": (
        'Jumlah jiwa "{value}" tidak terbaca; diabaikan. Isi angka 1 sampai 50.',
        'Number of people "{value}" cannot be read; left out. Write a number from 1 to 50.',
    ),
    "cells_beyond": (
        'Baris ini punya isi melebihi kolom judul: "{value}"; mungkin nama berkoma tanpa tanda kutip. '
        "Periksa letak kolomnya.",
        'This row has more cells than the header: "{value}"; perhaps a comma in a name without quotes. '
        "Check the columns.",
    ),
    "address_shortened": (
        "Alamat lebih dari {limit} huruf; dicatat sampai huruf ke-{limit}. Periksa letak kolomnya.",
        "The address has more than {limit} letters and is cut there. Check the columns.",
    ),
    # About who is already on record
    "kept_by_hand": (
        'Di daftar tertulis "{value}", tetapi di aplikasi sudah diperbaiki menjadi "{kept}"; yang di aplikasi '
        "dipakai. Perbarui daftarnya, atau ubah di aplikasi.",
        'The list says "{value}", but "{kept}" was written here by hand and stays. Update the list, or change it here.',
    ),
    "phone_taken": (
        "Nomor {number} sudah dipakai {name}; satu nomor hanya untuk satu akun, jadi nomor ini tidak diberikan. "
        "Tambahkan nomornya sendiri, atau perbaiki data {name}.",
        "Number {number} is already {name}'s; one number is one account, so it is not given. Add a number of "
        "their own, or correct {name}'s record.",
    ),
    "household_left": (
        "Keluarga ini tercatat sudah tidak tinggal di sini; tidak ada yang diubah. Hapus dari daftar bila benar.",
        "This household is recorded as having left; nothing is changed. Take it off the list if so.",
    ),
    # About the file: ListingError
    "file_empty": (
        "Berkas kosong. Pilih berkas CSV atau XLSX yang berisi daftar warga.",
        "The file is empty. Choose a CSV or XLSX file that holds the list.",
    ),
    "file_too_large": (
        "Berkas lebih besar dari {limit}. Hapus gambar dan lembar yang tidak perlu, atau bagi menjadi beberapa berkas.",
        "The file is larger than {limit}. Remove pictures and sheets, or split it.",
    ),
    "too_many_rows": (
        "Daftar lebih dari {limit} baris. Bagi menjadi beberapa berkas.",
        "The list has more than {limit} rows. Split it.",
    ),
    "file_not_text": (
        "Isi berkas bukan CSV dan bukan XLSX. Simpan ulang sebagai CSV atau Excel Workbook (.xlsx).",
        "The file is neither CSV nor XLSX. Save it again as CSV or Excel Workbook (.xlsx).",
    ),
    "file_broken": (
        "Berkas XLSX rusak atau tidak lengkap. Buka di aplikasi lembar kerja lalu simpan ulang.",
        "The XLSX file is broken or incomplete. Open it in a spreadsheet program and save it again.",
    ),
    "file_protected": (
        "Berkas dilindungi kata sandi. Hapus kata sandinya lalu unggah lagi.",
        "The file is protected by a password. Remove the password and try again.",
    ),
    "file_old_format": (
        "Format berkas ini tidak didukung. Simpan ulang sebagai Excel Workbook (.xlsx) atau CSV.",
        "This file format is not supported. Save it as Excel Workbook (.xlsx) or CSV.",
    ),
    "header_missing": (
        "Baris judul kolom tidak ditemukan. Beri judul paling sedikit Nama, Alamat dan No. HP.",
        "No header line was found. Name the columns, at least Nama, Alamat and No. HP.",
    ),
}


@dataclass(frozen=True)
class Note:
    """Something a person should know about one row; `field` is the column it is about."""

    code: str
    field: str
    text: str

    def as_dict(self) -> dict[str, str]:
        """The note as it stands in answers."""
        return {"code": self.code, "field": self.field, "text": self.text}


def text(code: str, lang: str = "id", **facts: object) -> str:
    """The sentence of `code` in `lang` ("id" or "en"), its facts filled in."""
    indonesian, english = TEXTS[code]
    return (english if lang == "en" else indonesian).format(**facts)


def note(code: str, field: str, **facts: object) -> Note:
    """A note whose text is Indonesian, as the secretaries read it."""
    return Note(code, field, text(code, "id", **facts))
