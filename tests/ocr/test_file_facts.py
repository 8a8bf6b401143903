"""What files tell of themselves beside their pages: titles, times, signatures; hostile ones too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from PIL import Image

from tests.helpers.paper import page_image, pdf_of
from vnadmin_nlp.model.page import FileFacts, Signature
from vnadmin_nlp.ocr.files.file_facts import image_facts, pdf_facts
from vnadmin_nlp.store import Store

SIGNED = dt.datetime(2024, 9, 5, 15, 17, 35)


def signed_by(holder: str, organisation: str) -> bytes:
    """Return a detached PKCS #7 signature whose certificate names a holder."""
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, holder),
        ]
    )
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CA của chúng tôi")])
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(SIGNED)
        .not_valid_after(SIGNED + dt.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(b"scan")
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])


def signed_pdf(path: Path, contents: bytes, *, time: str = "D:20240905151735+07'00'") -> Path:
    """Write a PDF of one empty page with one signature object, padded as programs pad it."""
    padded = contents.hex() + "00" * 500
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 5 0 R /Rect [0 0 0 0] /P 3 0 R >>",
        "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached "
        f"/ByteRange [0 1 2 3] /M ({time}) /Contents <{padded}> >>",
        "<< /Title (412 snv vtlt) /CreationDate (D:20240905151719+07'00') >>",
    ]
    path.write_bytes(pdf_of(objects, info=6))
    return path


def facts_of(path: Path) -> FileFacts:
    return pdf_facts(pypdfium2.PdfDocument(path))


def test_a_signed_pdf_tells_who_signed_and_when(tmp_path):
    path = signed_pdf(tmp_path / "a.pdf", signed_by("Sở Nội vụ", "Tỉnh An Phú"))
    assert facts_of(path) == FileFacts(
        title="412 snv vtlt",
        made=dt.datetime(2024, 9, 5, 15, 17, 19),
        signatures=(Signature("Sở Nội vụ", "Tỉnh An Phú", SIGNED),),
    )


@pytest.mark.parametrize(
    "contents",
    [b"", b"\x30", b"\x30\xff\xff", b"\x30\x84\xff\xff\xff\xff" + b"x" * 99, b"no DER at all"],
    ids=["empty", "a byte", "endless length", "false length", "nonsense"],
)
def test_a_broken_signature_still_has_its_time(tmp_path, contents):
    assert facts_of(signed_pdf(tmp_path / "a.pdf", contents)).signatures == (
        Signature(time=SIGNED),
    )


@pytest.mark.parametrize("time", ["", "yesterday", "D:20241305", "D:00000000"])
def test_a_time_that_is_none_is_left_out(tmp_path, time):
    assert facts_of(signed_pdf(tmp_path / "a.pdf", b"", time=time)).signatures == (Signature(),)


def test_a_photo_tells_when_it_was_taken(tmp_path):
    exif = Image.Exif()
    exif[0x0132] = "2024:09:06 08:00:01"
    path = tmp_path / "a.jpg"
    page_image(dpi=50).save(path, exif=exif)
    assert image_facts(path) == FileFacts(made=dt.datetime(2024, 9, 6, 8, 0, 1))
    page_image(dpi=50).save(tmp_path / "b.png")
    assert image_facts(tmp_path / "b.png") == FileFacts()


def test_the_archive_keeps_what_a_file_told(tmp_path):
    facts = FileFacts("412 snv", SIGNED, (Signature("Sở Nội vụ", "", None),))
    with Store(tmp_path / "a.db") as store:
        store.save_file("a.pdf", [], [], sha256="ab", size=1, facts=facts)
        store.save_file("b.pdf", [], [], sha256="cd", size=1)
        assert [store.facts(row.id) for row in store.files()] == [facts, FileFacts()]
