"""The words of pages that refuse, in some thirty languages: no page, no time, not here, not you, not yet, for sale."""

from __future__ import annotations

CODE = (
    r"(?:(?:https?|error|errors|status|code|fehler|erreur|errore|ошибка|エラー|oops|sorry)\W*)*"
    r"(?:40\d|41[0-8]|42[1-9]|431|451|50\d|52\d|530)(?:\.\d)?(?:\W*(?:error|fehler|erreur))?"
)
SERVER = (
    r"(?:file |url |object |resource )?not found|forbidden|unauthori[sz]ed|bad request"
    r"|(?:internal )?server error|bad gateway|gateway time-?out|web server is down|origin is unreachable"
    r"|connection timed out"
    r"|(?:service|site|website) (?:is )?(?:temporarily )?unavailable|too many requests|application error"
    r"|access (?:to this page |to this site )?(?:has been |was |is )?denied|an error (?:has )?occurred"
    r"|error establishing a database connection|database error|there has been a critical error on this website"
    r"|iis [\d.]+ detailed error|(?:sorry, )?you have been blocked"
)
DEFAULT = (
    r"welcome to nginx(?: on \w+)?|apache2? (?:ubuntu |debian |http server )?(?:default|test) page(?:: it works)?"
    r"|iis windows server|(?:web server's )?default (?:web ?site )?page"
)
PAGE = (
    r"(?:the |this |that |requested |web)*(?:page|site|website|file|url|document|article|product|post)"
    r"(?: (?:you|we|are|were|re|you're|looking|for|requested|that|which|is|was|have))*"
    r" (?:(?:was |is |could |can |has )?(?:not|cannot)(?: be)?(?: been)? (?:found|available)"
    r"|(?:can|could|was|is)n?'t(?: be)? (?:found|available)|doesn't exist|does not exist|no longer exists"
    r"|(?:is )?unavailable|(?:is )?no longer available)"
    r"(?: on this server| here)?"
    r"|(?:we )?(?:can't|couldn't|cannot|could not) find (?:the|that|this) (?:page|site|file)(?: (?:you're|you"
    r"|are|were|looking|for))*"
)
CHALLENGE = (
    r"just a moment|attention required|are you (?:an? )?(?:human|robot)|(?:please )?verify(?:ing)? (?:that )?you are "
    r"(?:an? )?human|pardon our interruption|robot (?:check|challenge)|security (?:check|verification)(?: required)?"
    r"|human verification|checking your browser(?: before .*)?|ddos-guard|captcha|enter the characters you see below"
    r"|nur einen moment|un instant|un momento|um momento|een ogenblik|jeszcze chwila|bir dakika lütfen|один момент"
    r"|вы не робот|подтвердите,? что (?:вы не робот|запросы отправляли вы,? а не робот)"
    r"|(?:请完成)?(?:安全|人机)验证|お待ちください|請稍候|请稍候"
)
BUSY = (
    r"(?:site|website|we(?:'re| are)|currently|down|for|under|scheduled|undergoing|the|is|in|our"
    r"|\W)*maintenance(?: mode)?"
    r"|we(?:'ll| will) be (?:right )?back(?: soon| shortly)?|briefly unavailable for scheduled maintenance.*"
    r"|coming soon|(?:site |website |page )?under construction"
    r"|(?:geplante )?wartungsarbeiten|(?:die )?(?:website |seite )?(?:ist )?(?:im )?wartungsmodus"
    r"|(?:site |page )?(?:web )?(?:est )?en (?:cours de )?(?:maintenance|construction)"
    r"|(?:estamos |sitio )?(?:web )?en (?:mantenimiento|construcción)|(?:sito )?in (?:manutenzione|costruzione)"
    r"|(?:site |estamos )?em (?:manutenção|construção)|(?:website |site )?in onderhoud|przerwa techniczna"
    r"|bakımdayız|bakım çalışması|(?:ведутся )?технические работы"
    r"|(?:ただいま)?メンテナンス中(?:です)?|(?:网站|系统)维护中?|점검 중(?:입니다)?"
)
ELSEWHERE = (
    r"(?:this )?(?:content|video|page|site|website) is (?:currently )?(?:not available|unavailable|blocked)"
    r" (?:in|to|for) your (?:country|region|location)|unavailable (?:due to|for) legal reasons"
    r"|our european visitors are important to us"
    r"|dieser inhalt ist in (?:ihrem|deinem) land (?:leider )?nicht verfügbar"
    r"|(?:ce contenu|cette vidéo) n'est pas disponible dans votre (?:pays|région)"
    r"|este contenido no está disponible en (?:tu|su) (?:país|región)"
    r"|questo contenuto non è disponibile nel tuo paese|este conteúdo não está disponível (?:no seu país|na sua região)"
)
OTHERS = (
    r"(?:diese |die |ihre )?(?:von ihnen )?(?:angeforderte |gewünschte |gesuchte |aufgerufene )?seite (?:wurde "
    r"|konnte |ist )?"
    r"(?:leider )?nicht (?:gefunden|verfügbar|mehr verfügbar|vorhanden)(?: werden)?"
    r"|(?:diese |die )?seite (?:gibt es|existiert) (?:leider )?nicht(?: mehr|\W+mehr)?|zugriff verweigert"
    r"|(?:cette |la )?page (?:est )?(?:introuvable|non trouvée|n'existe pas(?: ou plus)?|n'existe plus)"
    r"|página no encontrada|(?:la |esta )?página (?:que (?:buscas|busca|estás buscando) )?(?:no existe"
    r"|no está disponible)"
    r"|no se (?:puede|pudo|ha podido) encontrar (?:esta|la) página"
    r"|(?:la )?pagina (?:che (?:stai cercando|cerchi) )?(?:non è stata trovata|non trovata|non esiste|inesistente)"
    r"|(?:a )?página (?:que você (?:procura|procurava) )?(?:não (?:foi )?encontrada|não existe)"
    r"|(?:deze |de )?pagina (?:kon |kan |is )?niet (?:worden )?(?:gevonden|beschikbaar)|pagina bestaat niet(?: meer)?"
    r"|(?:siden|sidan) (?:finnes ikke|findes ikke|finns inte)(?: længere| lenger| längre)?"
    r"|sidan (?:hittades inte|kunde inte hittas|saknas)|siden (?:ble ikke funnet|blev ikke fundet|kunne ikke findes)"
    r"|(?:vi )?(?:fant|fandt|hittade) ikke? (?:siden|sidan)|(?:hakemaasi )?sivua ei (?:löydy|löytynyt|ole olemassa)"
    r"|(?:strona nie (?:została )?(?:znaleziona|odnaleziona)|nie znaleziono strony|(?:szukana )?strona nie istnieje)"
    r"|(?:požadovaná )?stránka (?:nenalezena|nebyla nalezena|neexistuje|nebola nájdená|sa nenašla)"
    r"|(?:aradığınız )?sayfa (?:bulunamadı|mevcut değil)|(?:запрашиваемая |эта )?страница не (?:найдена|существует)"
    r"|такой страницы (?:нет|не существует)|сторінку не знайдено|сторінка не існує|pagina nu (?:a fost găsită|există)"
    r"|(?:a (?:keresett )?|az )?oldal nem (?:található|létezik)|η σελίδα (?:που ψάχνετε )?δεν (?:βρέθηκε|υπάρχει)"
    r"|(?:お探しの|指定された|ご指定の)?ページ(?:が|は)(?:見つかりません(?:でした)?|存在しません)"
    r"|(?:(?:您|你)(?:要)?(?:访问|訪問|查找)的)?(?:页面|网页|頁面|網頁)(?:不存在|未找到|找不到|已(?:被)?(?:删除|刪除))"
    r"|找不到(?:该|此|這個|这个)?(?:页面|网页|頁面|網頁)"
    r"|(?:요청하신 |찾으시는 )?페이지를 찾을 수 없습니다|존재하지 않는 페이지입니다|ה?(?:דף|עמוד) לא נמצא"
    r"|(?:هذه )?الصفحة (?:المطلوبة )?غير (?:موجودة|متوفرة)|لم يتم العثور على الصفحة|صفحه(?: مورد نظر)? (?:یافت"
    r"|پیدا) نشد"
    r"|(?:पृष्ठ|पेज) (?:नहीं मिला|मौजूद नहीं है|उपलब्ध नहीं है)|không tìm thấy trang|trang (?:này )?không tồn tại"
    r"|halaman (?:yang anda cari )?(?:ini )?tidak (?:ditemukan|ada|tersedia)|ไม่พบหน้า(?:ที่คุณต้องการ|นี้|เว็บ)?"
)
OPENING = (
    r"(?:(?:oops|ooops|oups|ops|oeps|sorry|ups|hoppla|hoppsan|whoops|uh[- ]oh|error|fehler|hmm+|désolé"
    r"|lo sentimos|¡ups|huch"
    r"|entschuldigung|к сожалению|извините|przepraszamy|beklager|tyvärr|üzgünüz|maaf|很?抱歉|对不起|عذرا|عفوا)\W+)?"
)
AGE = (
    r"age (?:verification|gate|check)|are you (?:of legal (?:drinking )?age|(?:over |at least )?(?:18"
    r"|21)(?: years old| or (?:older|over))*)"
    r"|altersprüfung|altersverifikation|alterskontrolle|(?:sind sie|bist du) (?:mindestens|über|schon) (?:16"
    r"|18)(?: jahre alt)?"
    r"|(?:avez-vous|as-tu) (?:plus de )?18 ans|vérification de l'âge|verificación de edad|eres mayor de (?:edad"
    r"|18 años)"
    r"|verifica dell'età|hai più di 18 anni|verificação de idade|você tem mais de 18 anos|leeftijds(?:controle"
    r"|verificatie)"
    r"|ben je (?:ouder dan )?18(?: jaar(?: of ouder)?)?|weryfikacja wieku|czy masz (?:ukończone )?18 lat"
    r"|вам (?:есть|исполнилось|уже есть) 18(?: лет)?|är du över (?:18|20)(?: år)?|年齢確認|(?:あなたは)?18歳以上ですか"
)
ENTER = (
    r"\b(?:enter|visit|access|view) (?:this|the|our) (?:web ?)?(?:site|page|store|shop|content)|(?:web)?(?:site"
    r"|seite) zu "
    r"(?:besuchen|betreten)|accéder à (?:ce|notre) site|(?:entrar|acceder) (?:en|a) (?:este|nuestro) sitio"
    r"|accedere a(?:l| questo) "
    r"sito|(?:acessar|entrar n)(?:este|esse)? ?site|(?:deze|de) (?:web)?site te (?:bezoeken|betreten)|wejść na stronę|"
    r"на (?:этот )?сайт|besöka (?:den här )?sidan|confirm your age|サイト"
)
SALE = (
    r"(?<![“\"«„])(?:\bthis (?:premium )?(?:domain|web ?address)(?: name)? (?:is|may be|might be"
    r"|could be) (?:available )?for sale\b"
    r"|(?:[\w-]+\.)+[a-z]{2,} is for sale\b|\b(?:buy|purchase|get) this domain\b|\bthis domain (?:has expired"
    r"|is parked)\b"
    r"|\bdomain has been registered and is parked\b|\bdomain owner maintains no relationship\b"
    r"|\bdiese domain (?:steht zum verkauf|ist (?:zu verkaufen|geparkt))|\bce (?:nom de )?domaine est à vendre\b"
    r"|\beste dominio está (?:en|a la) venta|\bquesto dominio è in vendita|\beste domínio está à venda"
    r"|\bdeze domein(?:naam)? is te koop|\bta domena jest na sprzedaż|\bдомен (?:продаётся|продается"
    r"|выставлен на продажу)"
    r"|\bdomänen är till salu|\bbu alan adı satılık"
    r"|このドメインは(?:売り出し|販売)中|(?:该|此|這個)?域名(?:正在|可)?(?:出售|转让))"
)
LOGIN = (
    r"log ?in|sign ?in|anmelden|einloggen|anmeldung|connexion|se connecter|iniciar sesión|inicia sesión|acceder|accedi|"
    r"entrar|faça login|iniciar sessão|inloggen|aanmelden|logga in|logg inn|log ind|kirjaudu(?: sisään)?|zaloguj się|"
    r"logowanie|přihlášení|přihlásit se|prihlásenie|bejelentkezés|autentificare|giriş(?: yap)?|oturum aç|вход|войти|"
    r"авторизация|вхід|увійти|σύνδεση|είσοδος|התחברות|כניסה|تسجيل الدخول|ورود|đăng nhập|masuk|"
    r"(?:会员|用户|會員)?(?:登录|登入)|ログイン|サインイン|로그인"
)
SCRIPTS = (
    r"(?:please|need to|must|have to|sorry)\W+(?:\w+\W+){0,8}(?:enable|turn on|activate)\W+(?:\w+\W+){0,3}javascript"
    r"|(?:enable|turn on|activate)\W+(?:\w+\W+){0,3}javascript(?: and cookies)?\W+(?:in \w+ \w+ )?(?:to|in order) "
    r"|requires?\W+(?:\w+\W+){0,3}javascript|javascript (?:is|has been|seems to be) (?:disabled|required"
    r"|turned off|not enabled)"
    r"|without javascript|bitte\W+(?:\w+\W+){0,2}javascript|javascript (?:ist )?deaktiviert"
    r"|(?:veuillez|devez|merci d)\W*activer javascript|javascript (?:est |non )?(?:désactivé|activé)"
    r"|(?:necesitas?|debes?|por favor,?) (?:habilitar|activar|activa|habilita|habilite|active) (?:el )?javascript"
    r"|(?:abilita|attiva)(?:re)? javascript|(?:ative|habilite|ativar|habilitar) o javascript|schakel javascript in"
    r"|włącz(?:yć)? (?:obsługę )?javascript|включит[ье] (?:поддержку )?javascript|javascript\s?を有効|(?:启用|啟用"
    r"|开启)\s?javascript"
)
