"""What pages call their days, in some thirty languages: published, changed, or that of another thing."""

from __future__ import annotations

import re

CHANGED = (
    r"updat|modif|\brevis|last edit|aktualis|aktualiz|bearbeitet|geändert|\bstand\s*:|mis à jour|actualis|actualiz|"
    r"aggiorna|atualiz|bijgewerkt|gewijzigd|uppdater|ändrad|opdater|oppdater|endret|ændret|päivitet|muokattu|upraven|"
    r"güncelle|frissít|módosít|обновлен|обновлён|обновлено|изменен|изменён|оновлен|змінен|ενημερώθηκε|"
    r"(?:τελευταία|τελ\.) ενημέρωση|τροποποι|עודכן|עדכון|تحديث|تعديل|به‌?روز ?رسانی|ویرایش|अपडेट|अद्यतन|संशोधित|"
    r"cập nhật|diperbarui|pembaruan|อัปเดต|อัพเดท|แก้ไข|ปรับปรุง|更新|修改|修訂|修订|改定|수정|업데이트|갱신"
)
PUBLISHED = (
    r"publish|posted|veröffentlicht|publiziert|erschienen|\berstellt|publié|\bparu\b|mis en ligne|publicad|publicación|"
    r"publicação|publicat|pubblicat|pubblicazione|gepubliceerd|geplaatst|publicer|publiser|udgivet|offentliggjort|"
    r"julkais|opublikow|publikac|\bdodan[aoey]|publikován|zveřejn|vloženo|közzét|megjelen|yayın(?:la|[- ]?tarih)|"
    r"giriş tarihi|eklenme|опубликован|публикац|размещен|опублікован|публікац|δημοσ|פורסם|פרסום|نشر|انتشار|منتشر|"
    r"प्रकाशित|पब्लिश|xuất bản|ngày đăng|đăng (?:ngày|lúc)|diterbitkan|dipublikasikan|\btayang|\bterbit|เผยแพร่|โพสต์|"
    r"发布|發布|發佈|发表|發表|刊登|公開|掲載|投稿|配信|作成日|입력|등록|작성|게시|발행|송고"
)
_OTHER = (
    r"closing date|deadline|apply by|applications? (?:close|due)|expires?\b|valid (?:until|through)|bewerbungsfrist|"
    r"bewerbungsschluss|anmeldeschluss|einsendeschluss|date limite|fecha límite|scadenza|\bprazo|sluitingsdatum|"
    r"termin składania|sista (?:ansöknings)?dag|ansøgningsfrist|søknadsfrist|срок подачи|截止|締切|締め切り|마감|"
    r"\bjoined\b|\bsince\b|registered (?:on|:)|registriert|mitglied seit|dabei seit|beigetreten|inscrit le|"
    r"miembro desde|registrado|iscritto dal|membre depuis|lid sinds|dołączył|зарегистрирован|регистрация"
)
RENEWED = re.compile(CHANGED, re.I)
UPDATED = re.compile(rf"{CHANGED}|review|checked", re.I)
POSTED = re.compile(PUBLISHED, re.I)
OTHER = re.compile(_OTHER, re.I)
"""Words before a day until which something may be done, or since when somebody belongs to a forum."""
EARLIER = re.compile(r"\bpre-?prints?\b|\bearlier versions?\b", re.I)
"""Words of a text that tells of another one, though it says when that was published."""
AGO = re.compile(
    r"\b\d+ ?(?:min(?:ute)?s?|h(?:ou)?rs?|h|days?|weeks?|months?) ago\b|\byesterday\b|"
    r"\bvor (?:\d+|einer|einem) \w+|\bgestern\b|"
    r"\bil y a \d+ \w+|\bhier à\b|\bhace (?:\d+|una?) \w+|\bhá (?:\d+|uma?) \w+|\b\d+ \w+ fa\b|\b\d+ \w+ geleden\b|"
    r"\b\d+ \w+ temu\b|\b\d+ \w+ önce\b|\b\d+ \w+ назад\b|\b\d+ \w+ тому\b|\bför \d+ \w+ sedan\b|\b\d+ \w+ siden\b|"
    r"\bpřed \d+ \w+|\b\d+ \w+ sitten\b|\d+ ?(?:分|時間|小时|小時|天|日)前|\d+ ?(?:분|시간|일) ?전|"
    r"منذ \w+|לפני \w+|\d+ \w+ (?:trước|yang lalu)",
    re.I,
)
"""How long ago something was published, which is no date but stands where one does."""
