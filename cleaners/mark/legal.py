"""Pages about privacy, terms, cookies and copyright: there, what other pages drag along is the content.

Everywhere else a sentence such as “By using this site you accept our cookies” is residue. On a page that is called
“Cookie policy” it is what the reader came for. Such a page is known by its first line or heading, which then stays in
the text: what has been cleaned is known again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from cleaners.document import Document, Fact, Label, Span
from cleaners.mark.wording import bare

CONTENT = frozenset({Label.CONSENT_NOTICE, Label.COPYRIGHT})
"""Labels that mean nothing on such a page. What stands around its main content is for the judge of pages to say."""
SURE = 0.9
LONGEST = 80
"""Characters: a longer line is not looked at."""
NAMES = """
privacy policy, privacy notice, privacy statement, privacy and cookies, cookie policy, cookies policy, cookie notice,
terms of use, terms of service, terms and conditions, terms & conditions, terms of sale, acceptable use policy,
legal notice, legal information, copyright notice, copyright policy, disclaimer, imprint, accessibility statement,
datenschutz, datenschutzerklärung, datenschutzhinweise, datenschutzbestimmungen, cookie-richtlinie, impressum, agb,
allgemeine geschäftsbedingungen, nutzungsbedingungen, widerrufsbelehrung, haftungsausschluss,
politique de confidentialité, politique de cookies, charte de confidentialité, mentions légales,
conditions générales, conditions générales de vente, conditions générales d'utilisation, conditions d'utilisation,
política de privacidad, política de cookies, aviso legal, condiciones de uso, condiciones generales,
términos y condiciones, términos de uso, términos de servicio, protección de datos,
informativa sulla privacy, informativa privacy, note legali, termini e condizioni, termini di servizio,
condizioni d'uso, condizioni generali, condizioni di vendita,
política de privacidade, termos de uso, termos e condições, termos de serviço, condições gerais,
privacyverklaring, privacybeleid, privacystatement, cookiebeleid, algemene voorwaarden, gebruiksvoorwaarden,
polityka prywatności, polityka cookies, polityka plików cookies, regulamin, regulamin serwisu, regulamin sklepu,
warunki korzystania, klauzula informacyjna, nota prawna,
gizlilik politikası, gizlilik sözleşmesi, çerez politikası, kullanım koşulları, kullanım şartları, yasal uyarı,
политика конфиденциальности, пользовательское соглашение, условия использования, публичная оферта,
سياسة الخصوصية, شروط الاستخدام, الشروط والأحكام, شروط الخدمة,
隐私政策, 隱私政策, 隱私權政策, 服务条款, 服務條款, 使用条款, 使用條款, 用户协议, 版权声明, 法律声明, 免责声明,
プライバシーポリシー, 個人情報保護方針, 利用規約, 特定商取引法に基づく表記, 免責事項,
개인정보처리방침, 개인정보 처리방침, 이용약관, 서비스 이용약관, 법적고지
"""


_GRANTED = re.compile(
    r"permission is hereby granted|redistribution and use in source and binary|licensed under the apache license"
    r"|this program is free software|gnu (?:lesser |affero )?general public licen[cs]e\b.{0,80}version"
)
"""What licences say right behind whose work it is."""
SIGNED = 4
"""So many lines before that, at most, whose work it is stands there."""


def legal(document: Document) -> Document:
    """On such a page: without the marks that call its content or its name residue, and with its name as a title. Above
    a licence: without the marks on whose work it is. Every other document as it is."""
    document = _licence(document)
    heading = _heading(document)
    if heading is None:
        return document
    marks = tuple(
        mark for mark in document.marks
        if mark.span != heading and (mark.label not in CONTENT or mark.origin.startswith("model/page"))
    )  # fmt: skip
    found = replace(document, marks=marks)
    if found.fact("title"):
        return found
    return found.with_facts([Fact("title", document.slice(heading).strip(), "core/legal", SURE)])


def _licence(document: Document) -> Document:
    """The copyright line of a licence is part of it, and must be kept by whoever passes it on."""
    signed = any(mark.label == Label.COPYRIGHT for mark in document.marks)
    grant = _GRANTED.search(document.text.lower()) if signed and not document.is_page else None
    if grant is None:
        return document
    above = [block.start for block in document.blocks if block.start <= grant.start()][-SIGNED - 1 :]
    marks = tuple(m for m in document.marks if m.label != Label.COPYRIGHT or m.span.start not in above)
    return replace(document, marks=marks)


def _heading(document: Document) -> Span | None:
    """Where the page says its name: what opens the text or, among the blocks of a page, its title."""
    first = [block.span for block in document.blocks[:1]]
    titles = [mark.span for mark in document.marks if mark.label == Label.TITLE]
    return next((span for span in first + titles if is_legal(document.slice(span))), None)


def is_legal(title: str) -> bool:
    """Is that the name of such a page?

    >>> is_legal("Privacy Policy"), is_legal("Police change privacy policy"), is_legal("Sitemap")
    (True, False, False)
    """
    return 0 < len(title) <= LONGEST and bare(title).replace("’", "'") in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(bare(name) for name in NAMES.replace("\n", " ").split(","))
